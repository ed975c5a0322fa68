using System.Text.RegularExpressions;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios.Binding;

namespace CxlFabricSim.Simulation.Results;

/// <summary>Something that must hold at the end of a run: <c>hosts.host0.streams.s0.latency.p99 &lt; 2us</c>.</summary>
/// <param name="Metric">A name out of <see cref="RunMetrics"/>.</param>
/// <param name="Operator">One of == != &lt; &lt;= &gt; &gt;=.</param>
/// <param name="Number">In the unit of its kind.</param>
/// <param name="Kind">What the number's unit says it counts; null for a bare number, which counts what the metric does.</param>
public sealed partial record Expectation(string Metric, string Operator, decimal Number, MetricKind? Kind)
{
    public const string Form = "write \"metric operator number\", for example \"hosts.host0.verifyFailures == 0\"; operators are == != < <= > >=";

    /// <summary>The expectation, or null and what is wrong with its text.</summary>
    public static Expectation? Parse(string text, out string mistake)
    {
        mistake = "";
        var match = Pattern().Match(text);
        if (!match.Success)
        {
            mistake = $"\"{text}\" is not an expectation";
            return null;
        }

        if (ParseNumber(match.Groups["number"].Value) is var (number, kind))
            return new Expectation(match.Groups["metric"].Value, match.Groups["operator"].Value, number, kind);
        mistake = $"\"{match.Groups["number"].Value}\" is not a number with a unit of size, time or bandwidth, %, or none";
        return null;
    }

    /// <summary>Whether a number of this kind can be compared with the metric.</summary>
    public bool IsComparableWith(Metric metric) => Kind is null || Kind == metric.Kind;

    public bool HoldsFor(decimal value) => Operator switch
    {
        "==" => value == Number,
        "!=" => value != Number,
        "<" => value < Number,
        "<=" => value <= Number,
        ">" => value > Number,
        ">=" => value >= Number,
        _ => throw new InvalidOperationException($"the expectation on {Metric} has the operator {Operator}"),
    };

    private static (decimal Number, MetricKind? Kind)? ParseNumber(string text)
    {
        if (!NumberText.TrySplit(text, out var number, out var unit)) return null;
        if (unit.Length == 0) return (number, null);
        if (unit == "%") return (number / 100, MetricKind.Share);
        if (UnitTable.Size.FactorOf(unit) is { } bytes) return (number * bytes, MetricKind.Size);
        if (UnitTable.Time.FactorOf(unit) is { } picoseconds) return (number * picoseconds / SimTime.PicosecondsPerNanosecond, MetricKind.Time);
        if (UnitTable.Bandwidth.FactorOf(unit) is { } rate) return (number * rate, MetricKind.Bandwidth);
        return null;
    }

    [GeneratedRegex(@"^\s*(?<metric>[A-Za-z0-9_.-]+)\s*(?<operator>==|!=|<=|>=|<|>)\s*(?<number>[^\s<>=!].*?)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
