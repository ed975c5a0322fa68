using System.Text.RegularExpressions;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Scenarios.Binding;
using CxlFabricSim.Simulation.Scenarios.Loading;

namespace CxlFabricSim.Simulation.Sweeps;

/// <summary>Finds the metrics that names with * in them mean.</summary>
internal static class MetricSelection
{
    private static readonly string[] Usual = ["hosts.*.streams.*.throughput", "hosts.*.streams.*.latency.mean", "hosts.*.streams.*.latency.p99"];

    // What every run has, for scenarios without streams.
    private static readonly string[] Always = ["events", "simulatedTime"];

    /// <summary>Each metric once, in the order of the names that ask for it.</summary>
    public static IReadOnlyList<SweepMetric> Of(IReadOnlyList<string> names, IReadOnlyList<Metric> known, List<ScenarioError> errors)
    {
        if (names.Count == 0)
        {
            var usual = Usual.SelectMany(name => Matching(name, known)).ToList();
            return usual.Count > 0 ? usual : [.. Always.SelectMany(name => Matching(name, known))];
        }

        var chosen = new List<SweepMetric>();
        foreach (var name in names)
        {
            var matching = Matching(name, known).ToList();
            if (matching.Count == 0) errors.Add(Unknown(name, known));
            chosen.AddRange(matching);
        }

        return [.. chosen.Distinct()];
    }

    private static IEnumerable<SweepMetric> Matching(string name, IReadOnlyList<Metric> known)
    {
        var pattern = new Regex($"^{Regex.Escape(name).Replace(@"\*", ".*", StringComparison.Ordinal)}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        return known.Where(metric => pattern.IsMatch(metric.Name)).Select(metric => new SweepMetric(metric.Name, metric.Kind));
    }

    private static ScenarioError Unknown(string name, IReadOnlyList<Metric> known)
    {
        var nearest = NearestName.Of(name, known.Select(metric => metric.Name));
        var wouldDo = nearest is null ? "a name as expectations use it, * for any letters: hosts.*.latency.p99" : $"did you mean {nearest}?";
        return new ScenarioError(new SourcePosition($"--metric {name}"), "", $"there is no metric {name}", wouldDo);
    }
}
