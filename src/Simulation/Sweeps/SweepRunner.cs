using System.Globalization;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Sweeps;

/// <summary>Makes the runs of a plan, several at once, each on a thread of its own. Which runs beside which changes nothing in the results.</summary>
public sealed class SweepRunner
{
    private readonly SweepPlan _plan;
    private readonly PointStore? _store;
    private readonly Func<SweepPoint, RunWatch, PointResult?> _make;
    private readonly HashSet<string> _shown;
    private readonly PointResult?[] _results;
    private readonly Lock _lock = new();
    private readonly HashSet<RunWatch> _running = [];
    private Exception? _exception;
    private int _next;
    private int _found;
    private int _done;
    private int _failed;
    private bool _isInterrupted;

    /// <param name="plan">What to run.</param>
    /// <param name="store">Where results lie from sweep to sweep; null when they need not.</param>
    /// <param name="simulate">Runs a scenario.</param>
    public SweepRunner(SweepPlan plan, PointStore? store, Func<Scenario, RunOptions, RunResults> simulate)
        : this(plan, store, (SweepPoint point, RunWatch watch) => PointRunner.Run(point, plan.Version, simulate, watch))
    {
    }

    private SweepRunner(SweepPlan plan, PointStore? store, Func<SweepPoint, RunWatch, PointResult?> make)
    {
        _plan = plan;
        _store = store;
        _make = make;
        _shown = plan.Metrics.Select(metric => metric.Name).ToHashSet(StringComparer.Ordinal);
        _results = new PointResult?[plan.Points.Count];
    }

    /// <summary>A sweep whose runs somebody else makes.</summary>
    /// <param name="plan">What to run.</param>
    /// <param name="store">Where results lie from sweep to sweep; null when they need not.</param>
    /// <param name="make">Waits for a run; null when it was interrupted.</param>
    public static SweepRunner MadeBy(SweepPlan plan, PointStore? store, Func<SweepPoint, PointResult?> make) => new(plan, store, (SweepPoint point, RunWatch _) => make(point));

    /// <summary>For any thread, at any time.</summary>
    public SweepProgress Progress
    {
        get
        {
            lock (_lock) return new SweepProgress(_results.Length, _found, _done, _failed, _running.Count);
        }
    }

    /// <summary>Asks the sweep to end: runs that are not done are given up, and the results are those so far. For any thread, at any time.</summary>
    public void Interrupt()
    {
        lock (_lock)
        {
            _isInterrupted = true;
            foreach (var watch in _running) watch.Interrupt();
        }
    }

    /// <summary>A result for each point of the plan; null for those that an interrupt left out.</summary>
    /// <param name="jobs">Runs at once, at most.</param>
    public IReadOnlyList<PointResult?> Run(int jobs)
    {
        TakeKnown();
        var workers = Enumerable.Range(0, Math.Min(jobs, _results.Length)).Select(StartWorker).ToList();
        foreach (var worker in workers) worker.Join();
        // A folder that cannot be written to ends the sweep: every further run would be lost as well.
        return _exception is null ? _results : throw new IOException($"the sweep ended before its time: {_exception.Message}", _exception);
    }

    private void TakeKnown()
    {
        if (_store is null) return;
        for (var point = 0; point < _results.Length; point++)
        {
            if (_store.Find(_plan.Points[point]) is not { } known) continue;
            _results[point] = Trimmed(known);
            lock (_lock)
            {
                _found++;
                if (!known.IsGood) _failed++;
            }
        }
    }

    private Thread StartWorker(int number)
    {
        var thread = new Thread(Work) { IsBackground = true, Name = string.Create(CultureInfo.InvariantCulture, $"sweep {number}") };
        thread.Start();
        return thread;
    }

    private void Work()
    {
        try
        {
            for (var point = Take(); point >= 0; point = Take())
            {
                if (_results[point] is null && !TryRun(point)) return;
            }
        }
        catch (Exception exception)
        {
            lock (_lock) _exception ??= exception;
            Interrupt();
        }
    }

    private int Take() => Interlocked.Increment(ref _next) - 1 is var point && point < _results.Length ? point : -1;

    private bool TryRun(int point)
    {
        var watch = new RunWatch();
        lock (_lock)
        {
            if (_isInterrupted) return false;
            _running.Add(watch);
        }

        var result = _make(_plan.Points[point], watch);
        if (result is not null) _store?.Keep(result, _plan.Points[point]);
        lock (_lock)
        {
            _running.Remove(watch);
            if (result is null) return !_isInterrupted;
            _results[point] = Trimmed(result);
            _done++;
            if (!result.IsGood) _failed++;
            return true;
        }
    }

    // Thousands of runs have thousands of metrics each: only those that will be shown stay in memory.
    private PointResult Trimmed(PointResult result) => result with { Metrics = [.. result.Metrics.Where(metric => _shown.Contains(metric.Key))] };
}
