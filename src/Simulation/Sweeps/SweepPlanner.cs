using System.Globalization;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Scenarios.Binding;
using CxlFabricSim.Simulation.Scenarios.Loading;

namespace CxlFabricSim.Simulation.Sweeps;

/// <summary>Makes a plan out of what is asked, or finds all that is wrong with it, every point's scenario included, before anything runs.</summary>
public sealed class SweepPlanner
{
    private const int MostRuns = 100_000;
    private const int MostSeeds = 10_000;

    private readonly SweepRequest _request;
    private readonly Dictionary<string, string> _variables;
    private readonly List<ScenarioError> _errors = [];
    private readonly List<SweepAxis> _axes = [];
    private readonly List<Metric> _metrics = [];
    private readonly HashSet<string> _metricNames = new(StringComparer.Ordinal);

    private SweepPlanner(SweepRequest request)
    {
        _request = request;
        _variables = request.Environment
            .Where(variable => variable.Key.StartsWith(ScenarioLayers.EnvironmentPrefix, StringComparison.Ordinal))
            .ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>The plan, or null and every mistake; what is wrong whatever the values are is told once.</summary>
    public static SweepPlan? Plan(SweepRequest request, out IReadOnlyList<ScenarioError> errors)
    {
        var planner = new SweepPlanner(request);
        var plan = planner.Make();
        errors = [.. planner._errors.DistinctBy(error => error.Key.Length == 0 ? (object)error : (error.Key, error.Found, error.WouldDo))];
        return errors.Count == 0 ? plan : null;
    }

    private SweepPlan? Make()
    {
        foreach (var text in _request.Vary) AddAxis(text);
        var seeds = SeedsAskedFor();
        var rowCount = _axes.Aggregate(1L, (product, axis) => Math.Min(product * axis.Values.Count, long.MaxValue / ValueRange.MostValues));
        var isTooMany = rowCount * (seeds?.Count ?? 1) > MostRuns;
        if (isTooMany) Report("sweep", "", string.Create(CultureInfo.InvariantCulture, $"{rowCount} points with {seeds?.Count ?? 1} seeds each"), $"at most {MostRuns} runs: fewer values");
        // Whatever is wrong with the options, what is wrong with the files should be told beside it.
        var rows = isTooMany ? [[]] : RowsOf(_axes).ToList();
        var points = new List<SweepPoint>();
        var name = "";
        for (var row = 0; row < rows.Count; row++)
        {
            if (Load(rows[row]) is not ({ } scenario, { } text)) continue;
            if (name.Length == 0) name = scenario.Name;
            var first = scenario.Seed;
            foreach (var seed in seeds ?? [0]) points.Add(PointOf(row, rows[row], text, IsCounted ? unchecked(first + seed) : seed));
            foreach (var metric in RunMetrics.Of(EmptyResults.Of(scenario)).Where(metric => _metricNames.Add(metric.Name))) _metrics.Add(metric);
        }

        var metrics = _metrics.Count == 0 ? [] : MetricSelection.Of(_request.Metrics, _metrics, _errors);
        return new SweepPlan { Name = name, Version = _request.Version, Axes = _axes, Rows = rows, Points = points, Seeds = seeds?.Count ?? 1, Metrics = metrics };
    }

    // Seeds are given as how many there are, from each scenario's own on.
    private bool IsCounted => _request.Repeat is not { } text || ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private void AddAxis(string text)
    {
        var source = $"--vary {text}";
        if (SweepAxis.Parse(text, out var mistake) is not { } axis)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            Report(source, equals > 0 ? text[..equals] : "", mistake!.Found, mistake.WouldDo);
        }
        else if (_axes.Any(other => other.Path.Equals(axis.Path, StringComparison.OrdinalIgnoreCase)))
        {
            Report(source, axis.Path, "is varied twice", "one --vary with all its values");
        }
        else if (_request.Repeat is not null && axis.Path.Equals("seed", StringComparison.OrdinalIgnoreCase))
        {
            Report(source, axis.Path, "is varied, and --repeat varies it too", "one of the two");
        }
        else
        {
            _axes.Add(axis);
        }
    }

    private List<ulong>? SeedsAskedFor()
    {
        if (_request.Repeat is not { } text) return null;
        var source = $"--repeat {text}";
        if (IsCounted)
        {
            var count = ulong.Parse(text, CultureInfo.InvariantCulture);
            if (count is >= 1 and <= MostSeeds) return [.. Enumerable.Range(0, (int)count).Select(seed => (ulong)seed)];
            Report(source, "", $"{text} seeds", $"1 to {MostSeeds}, or the seeds themselves: 3,7,11 or 1..10");
            return null;
        }

        if (ValueList.Parse(text, out var mistake) is not { } values)
        {
            Report(source, "", mistake!.Found, mistake.WouldDo);
            return null;
        }

        var seeds = new List<ulong>();
        foreach (var value in values)
        {
            if (ScalarParser.Make(typeof(ulong), value, out mistake) is ulong seed) seeds.Add(seed);
            else Report(source, "", mistake!.Found, mistake.WouldDo);
        }

        return seeds;
    }

    private static IEnumerable<IReadOnlyList<string>> RowsOf(IReadOnlyList<SweepAxis> axes) =>
        axes.Aggregate<SweepAxis, IEnumerable<IReadOnlyList<string>>>([[]], (rows, axis) => rows.SelectMany(row => axis.Values.Select(value => (IReadOnlyList<string>)[.. row, value])));

    private (Scenario? Scenario, string? Text) Load(IReadOnlyList<string> row)
    {
        var loaded = ScenarioLoader.Load(_request.Files, OverridesOf(row), _variables);
        var varied = row.Select((value, axis) => $"--set {_axes[axis].Path}={value}").ToHashSet(StringComparer.Ordinal);
        foreach (var error in loaded.Errors)
        {
            var said = error.Position.Source;
            _errors.Add(varied.Contains(said) ? error with { Position = new SourcePosition(said.Replace("--set ", "--vary ", StringComparison.Ordinal)) } : error);
        }

        return (loaded.Scenario, loaded.Scenario is { } scenario ? PointKey.TextOf(loaded.Composed!, scenario) : null);
    }

    private SweepPoint PointOf(int row, IReadOnlyList<string> values, string text, ulong seed) => new()
    {
        Row = row,
        Seed = seed,
        Files = _request.Files,
        Overrides = OverridesOf(values),
        Variables = _variables,
        Key = PointKey.Of(text, seed, _request.Version),
    };

    private List<string> OverridesOf(IReadOnlyList<string> row) => [.. _request.Overrides, .. row.Select((value, axis) => $"{_axes[axis].Path}={value}")];

    private void Report(string source, string key, string found, string wouldDo) => _errors.Add(new ScenarioError(new SourcePosition(source), key, found, wouldDo));
}
