using System.Globalization;
using CxlFabricSim.Simulation.Scenarios.Binding;

namespace CxlFabricSim.Simulation.Sweeps;

/// <summary>A range of values, both ends included: <c>1..16*2</c> multiplies, <c>10ns..100ns+10ns</c> adds, <c>1..8</c> counts.</summary>
internal static class ValueRange
{
    /// <summary>So many values at most: more is a slip of the finger.</summary>
    public const int MostValues = 10_000;

    private const string Dots = "..";
    private const string Form = "write first..last+step or first..last*factor, for example 1..16*2 or 10ns..100ns+10ns";

    private static readonly UnitTable[] Tables = [UnitTable.Size, UnitTable.Time, UnitTable.Bandwidth];

    /// <summary>Whether a value is meant as a range: a number and two dots. A path like ../x is none.</summary>
    public static bool IsRange(string text) =>
        text.IndexOf(Dots, StringComparison.Ordinal) is > 0 and var dots && NumberText.TrySplit(text[..dots], out _, out _);

    /// <summary>The values in the unit of the first; null and the mistake when there is no such range.</summary>
    public static IReadOnlyList<string>? Expand(string text, out Mistake? mistake)
    {
        mistake = null;
        var dots = text.IndexOf(Dots, StringComparison.Ordinal);
        var rest = text[(dots + Dots.Length)..];
        // A sign may lead the last value.
        var step = rest.Length < 2 ? -1 : rest.AsSpan(1).IndexOfAny('+', '*') + 1;
        var isProduct = step > 0 && rest[step] == '*';
        var parts = (First: Number.Parse(text[..dots]), Last: Number.Parse(step > 0 ? rest[..step] : rest), Step: Number.Parse(step > 0 ? rest[(step + 1)..] : "1"));
        if (parts is not ({ } first, { } last, { } by))
        {
            mistake = new Mistake($"\"{text}\" is not a range", Form);
            return null;
        }

        if (first.Kind != last.Kind || by.Kind != (isProduct || step <= 0 ? null : first.Kind) || (step <= 0 && first.Kind is not null))
            mistake = new Mistake($"\"{text}\" mixes units", $"first, last and step have units of one kind, a factor has none: {Form}");
        else if (!Approaches(first.Value, last.Value, by.Value, isProduct))
            mistake = new Mistake($"\"{text}\" never gets from its first value to its last", Form);
        else if (Values(first.Value, last.Value, by.Value, isProduct).Take(MostValues + 1).ToList() is { Count: <= MostValues } values)
            return [.. values.Select(value => first.Write(value))];
        else
            mistake = new Mistake($"\"{text}\" has more than {MostValues} values", "a larger step");
        return null;
    }

    private static bool Approaches(decimal first, decimal last, decimal by, bool isProduct)
    {
        if (first == last) return true;
        if (!isProduct) return first < last ? by > 0 : by < 0;
        return first > 0 && last > 0 && by > 0 && (first < last ? by > 1 : by < 1);
    }

    private static IEnumerable<decimal> Values(decimal first, decimal last, decimal by, bool isProduct)
    {
        var isRising = first <= last;
        for (var value = first; isRising ? value <= last : value >= last;)
        {
            yield return value;
            // Asked this way round, because the next value may not fit a number any more.
            if (value == last || (isRising && (isProduct ? value > last / by : value > last - by))) yield break;
            value = isProduct ? value * by : value + by;
        }
    }

    /// <summary>A number in base units, with the unit that it was written in.</summary>
    private sealed record Number(decimal Value, string? Kind, string Unit, decimal Factor)
    {
        public static Number? Parse(string text)
        {
            if (!NumberText.TrySplit(text, out var number, out var unit)) return null;
            if (unit.Length == 0) return new Number(number, null, "", 1);
            if (unit == "%") return new Number(number, unit, unit, 1);
            foreach (var table in Tables)
            {
                if (table.FactorOf(unit) is { } factor && Math.Abs(number) < decimal.MaxValue / factor) return new Number(number * factor, table.Kind, unit, factor);
            }

            return null;
        }

        public string Write(decimal value) => (value / Factor).ToString("0.############", CultureInfo.InvariantCulture) + Unit;
    }
}
