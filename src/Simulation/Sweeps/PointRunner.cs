using System.Globalization;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Sweeps;

/// <summary>Makes one run of a sweep, from its description to its result.</summary>
public static class PointRunner
{
    /// <summary>The result, an error of the run included; null when the run was interrupted.</summary>
    /// <param name="point">What to run.</param>
    /// <param name="version">The program's.</param>
    /// <param name="simulate">Runs a scenario.</param>
    /// <param name="watch">Through which the run may be interrupted.</param>
    public static PointResult? Run(SweepPoint point, string version, Func<Scenario, RunOptions, RunResults> simulate, RunWatch watch)
    {
        try
        {
            string[] overrides = [.. point.Overrides, string.Create(CultureInfo.InvariantCulture, $"seed={point.Seed}")];
            var loaded = ScenarioLoader.Load(point.Files, overrides, point.Variables);
            if (loaded.Scenario is not { } scenario) return Failed(point, string.Join("; ", loaded.Errors));
            if (PointKey.Of(PointKey.TextOf(loaded.Composed!, scenario), point.Seed, version) != point.Key)
                return Failed(point, "the scenario, or a file that it reads, has changed since the sweep began");
            var results = simulate(scenario, new RunOptions(Watch: watch));
            return results.IsInterrupted ? null : ResultOf(point, results, ExpectationEvaluator.Evaluate(results, scenario.Expectations));
        }
        catch (Exception exception) when (exception is ScenarioException or IOException or UnauthorizedAccessException)
        {
            return Failed(point, exception.Message);
        }
        catch (Exception exception)
        {
            // Not the sweep's end: the other points may be right, and this one's row says what to report.
            return Failed(point, $"internal error, a bug of the simulator: {exception.Message}");
        }
    }

    private static PointResult ResultOf(SweepPoint point, RunResults results, IReadOnlyList<Failure> unmet) => new()
    {
        Key = point.Key,
        Seed = point.Seed,
        Failures = [.. results.Failures.Concat(unmet).Select(failure => OneLine($"{failure.Actor} at {failure.Time}: expected {failure.Expected}, found {failure.Found}"))],
        Digest = results.Digest,
        Metrics = [.. RunMetrics.Of(results).Select(metric => KeyValuePair.Create(metric.Name, metric.Value))],
    };

    /// <summary>A run that gave no numbers.</summary>
    internal static PointResult Failed(SweepPoint point, string error) => new() { Key = point.Key, Seed = point.Seed, Error = OneLine(error) };

    private static string OneLine(string text) => text.ReplaceLineEndings("; ");
}
