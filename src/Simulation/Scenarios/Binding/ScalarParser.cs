using System.Globalization;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Scenarios.Binding;

/// <summary>Makes a value of a given type from its text, or says what is wrong with it and what would do.</summary>
internal static class ScalarParser
{
    // SimTime counts picoseconds in 63 bits; a quarter of that leaves room to add.
    private const long LongestTime = long.MaxValue / 4;

    // A run of accesses that is longer is no fixed order that anyone could tell from chance.
    private const int MixPart = 100;

    private static readonly HashSet<Type> Types =
    [
        typeof(string), typeof(bool), typeof(int), typeof(long), typeof(ulong), typeof(double),
        typeof(ByteSize), typeof(SimTime), typeof(Bandwidth), typeof(Share), typeof(RequestRate), typeof(TrafficMix),
    ];

    public static bool Takes(Type type) => type.IsEnum || Types.Contains(type);

    /// <summary>The value, or null and the mistake.</summary>
    public static object? Make(Type type, string text, out Mistake? mistake)
    {
        mistake = null;
        if (type.IsEnum) return ParseEnum(type, text, out mistake);
        if (type == typeof(string)) return text;
        if (type == typeof(bool)) return ParseBool(text, out mistake);
        if (type == typeof(int)) return (int?)ParseInteger(text, int.MinValue, int.MaxValue, out mistake);
        if (type == typeof(long)) return (long?)ParseInteger(text, long.MinValue, long.MaxValue, out mistake);
        if (type == typeof(ulong)) return (ulong?)ParseInteger(text, 0, ulong.MaxValue, out mistake);
        if (type == typeof(double)) return ParseReal(text, out mistake);
        if (type == typeof(Share)) return ParseShare(text, out mistake);
        if (type == typeof(ByteSize)) return ParseQuantity(text, UnitTable.Size, ulong.MaxValue, out mistake) is { } bytes ? new ByteSize((ulong)bytes) : null;
        if (type == typeof(SimTime)) return ParseQuantity(text, UnitTable.Time, LongestTime, out mistake) is { } time ? new SimTime((long)time) : null;
        if (type == typeof(Bandwidth)) return ParseQuantity(text, UnitTable.Bandwidth, ulong.MaxValue, out mistake) is { } rate ? new Bandwidth((ulong)rate) : null;
        if (type == typeof(RequestRate)) return ParseRate(text, out mistake);
        if (type == typeof(TrafficMix)) return ParseMix(text, out mistake);
        throw new ArgumentException($"a scenario cannot hold a {type}", nameof(type));
    }

    /// <summary>A quantity in base units; null and a mistake when it is none, negative, broken or too large.</summary>
    public static decimal? ParseQuantity(string text, UnitTable units, decimal largest, out Mistake? mistake)
    {
        mistake = null;
        var wouldDo = $"a {units.Kind} is a number with a unit ({units.Names}), for example {units.Example}";
        if (!NumberText.TrySplit(text, out var number, out var unit))
            mistake = new Mistake($"\"{text}\" is not a {units.Kind}", wouldDo);
        else if (number < 0)
            mistake = new Mistake($"\"{text}\" is negative", wouldDo);
        else if (unit.Length == 0 && number == 0)
            return 0;
        else if (unit.Length == 0)
            mistake = new Mistake($"\"{text}\" has no unit", wouldDo);
        else if (units.FactorOf(unit) is not { } factor)
            mistake = new Mistake($"\"{unit}\" is not a unit of {units.Kind}", UnitAdvice(units, unit, wouldDo));
        else if (number > largest / factor)
            mistake = new Mistake($"\"{text}\" is too large", $"at most {decimal.Truncate(largest / factor).ToString(CultureInfo.InvariantCulture)}{unit}");
        else if (decimal.Truncate(number * factor) != number * factor)
            mistake = new Mistake($"\"{text}\" is not a whole number of {units.Units[0].Key}", wouldDo);
        else
            return number * factor;
        return null;
    }

    private static string UnitAdvice(UnitTable units, string unit, string wouldDo)
    {
        var sameButCase = units.Units.FirstOrDefault(known => known.Key.Equals(unit, StringComparison.OrdinalIgnoreCase)).Key;
        return sameButCase is null ? wouldDo : $"did you mean {sameButCase}? {wouldDo}";
    }

    private static bool? ParseBool(string text, out Mistake? mistake)
    {
        mistake = null;
        if (bool.TryParse(text, out var value)) return value;
        mistake = new Mistake($"\"{text}\" is neither true nor false", "write true or false");
        return null;
    }

    private static decimal? ParseInteger(string text, decimal smallest, decimal largest, out Mistake? mistake)
    {
        mistake = null;
        if (!NumberText.TryParse(text, out var number) || decimal.Truncate(number) != number)
            mistake = new Mistake($"\"{text}\" is not a whole number", "digits, with _ between them if you like, or 0x and hex digits");
        else if (number < smallest || number > largest)
            mistake = new Mistake($"\"{text}\" is out of range", string.Create(CultureInfo.InvariantCulture, $"a whole number from {smallest} to {largest}"));
        else
            return number;
        return null;
    }

    private static double? ParseReal(string text, out Mistake? mistake)
    {
        mistake = null;
        if (NumberText.TryParse(text, out var number)) return (double)number;
        mistake = new Mistake($"\"{text}\" is not a number", "a number such as 0.99");
        return null;
    }

    private static Share? ParseShare(string text, out Mistake? mistake)
    {
        mistake = null;
        if (NumberText.TrySplit(text, out var number, out var unit) && unit is "" or "%")
        {
            var share = unit == "%" ? number / 100 : number;
            if (share is >= 0 and <= 1) return new Share((double)share);
            mistake = new Mistake($"\"{text}\" is not between 0 and 1", "a share such as 70% or 0.7");
            return null;
        }

        mistake = new Mistake($"\"{text}\" is not a share", "a share such as 70% or 0.7");
        return null;
    }

    // Bytes or accesses: the unit says which.
    private static RequestRate? ParseRate(string text, out Mistake? mistake)
    {
        var isBytes = NumberText.TrySplit(text, out _, out var unit) && UnitTable.Bandwidth.FactorOf(unit) is not null;
        return ParseQuantity(text, isBytes ? UnitTable.Bandwidth : UnitTable.Requests, ulong.MaxValue, out mistake) is { } rate
            ? new RequestRate((ulong)rate, isBytes)
            : null;
    }

    private static TrafficMix? ParseMix(string text, out Mistake? mistake)
    {
        mistake = null;
        switch (text.Trim().ToUpperInvariant())
        {
            case "R": return new TrafficMix(1, 0, false);
            case "W": return new TrafficMix(0, 1, false);
            case "NT": return new TrafficMix(0, 1, true);
        }

        var parts = text.Split(':');
        if (parts.Length == 2 && NumberText.TryParse(parts[0], out var reads) && NumberText.TryParse(parts[1], out var writes)
            && reads is >= 1 and <= MixPart && writes is >= 1 and <= MixPart && decimal.IsInteger(reads) && decimal.IsInteger(writes))
        {
            return new TrafficMix((int)reads, (int)writes, false);
        }

        mistake = new Mistake($"\"{text}\" is no mix of reads and writes", "R, W, NT, or reads to writes such as 3:1, each from 1 to 100");
        return null;
    }

    private static object? ParseEnum(Type type, string text, out Mistake? mistake)
    {
        mistake = null;
        var names = Enum.GetNames(type);
        if (names.FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } known) return Enum.Parse(type, known);
        var written = names.Select(name => char.ToLowerInvariant(name[0]) + name[1..]).ToList();
        mistake = new Mistake($"\"{text}\" is not one of the values here", NearestName.Advice(text, written, ""));
        return null;
    }
}
