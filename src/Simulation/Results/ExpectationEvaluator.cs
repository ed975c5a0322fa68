using CxlFabricSim.Simulation.Scenarios.Binding;

namespace CxlFabricSim.Simulation.Results;

/// <summary>Holds a run's results against what its scenario expects.</summary>
public static class ExpectationEvaluator
{
    /// <summary>What does not hold, in the order of the expectations.</summary>
    public static IReadOnlyList<Failure> Evaluate(RunResults results, IReadOnlyList<string> expectations)
    {
        var metrics = RunMetrics.Of(results).ToDictionary(metric => metric.Name, StringComparer.Ordinal);
        return expectations.Select(expectation => Evaluate(expectation, metrics, results)).OfType<Failure>().ToList();
    }

    /// <summary>What is wrong with an expectation whatever the numbers; null when nothing is.</summary>
    internal static Mistake? Misfit(string text, IReadOnlyDictionary<string, Metric> metrics)
    {
        if (Expectation.Parse(text, out var mistake) is not { } expectation) return new Mistake(mistake, Expectation.Form);
        if (!metrics.TryGetValue(expectation.Metric, out var metric))
        {
            var nearest = NearestName.Of(expectation.Metric, metrics.Keys);
            var wouldDo = nearest is null ? "metrics begin with hosts., links., switches., devices., or are events and simulatedTime" : $"did you mean {nearest}?";
            return new Mistake($"there is no metric {expectation.Metric}", wouldDo);
        }

        return expectation.IsComparableWith(metric)
            ? null
            : new Mistake($"{metric.Name} is a {NameOf(metric.Kind)}, the number is a {NameOf(expectation.Kind!.Value)}", $"write a {NameOf(metric.Kind)}");
    }

    private static Failure? Evaluate(string text, Dictionary<string, Metric> metrics, RunResults results)
    {
        if (Misfit(text, metrics) is var (found, wouldDo)) return new Failure(results.SimulatedTime, "expectations", text, $"{found}; {wouldDo}");
        var expectation = Expectation.Parse(text, out _)!;
        var metric = metrics[expectation.Metric];
        return expectation.HoldsFor(metric.Value) ? null : new Failure(results.SimulatedTime, OwnerOf(metric.Name), text, metric.ToString());
    }

    // hosts.host0.streams.s0.reads was seen by hosts.host0.streams.s0.
    private static string OwnerOf(string metric) => metric.LastIndexOf('.') is > 0 and var end ? metric[..end] : "run";

    private static string NameOf(MetricKind kind) => kind.ToString().ToLowerInvariant();
}
