using System.Collections.Concurrent;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Sweeps;

/// <summary>Another node's part of a sweep: makes the runs that the first node asks for, each on a thread of its own.</summary>
/// <param name="plan">The same as the first node's.</param>
/// <param name="post">The way there.</param>
/// <param name="simulate">Runs a scenario.</param>
public sealed class PointWorker(SweepPlan plan, INodePost post, Func<Scenario, RunOptions, RunResults> simulate)
{
    private readonly Dictionary<string, SweepPoint> _points = plan.Points.DistinctBy(point => point.Key).ToDictionary(point => point.Key, StringComparer.Ordinal);
    private readonly ConcurrentQueue<byte[]> _results = new();
    private readonly ConcurrentDictionary<RunWatch, Thread> _running = new();
    private volatile bool _isLeaving;

    /// <summary>Leaves all runs, which others make then. For any thread.</summary>
    public void Leave() => _isLeaving = true;

    /// <summary>Until the first node has nothing more to do, or is lost itself, or this one is to leave.</summary>
    public void Serve()
    {
        while (post.LossOf(0) is null && !_isLeaving)
        {
            var isBusy = false;
            while (post.TryReceive(out _, out var bytes))
            {
                isBusy = true;
                var letter = FarmLetter.Decode(bytes);
                if (letter.Kind == FarmLetterKind.End)
                {
                    foreach (var lost in letter.Body.Span) post.GiveUp(lost);
                    LeaveAll();
                    return;
                }

                Start(letter.Text);
            }

            while (_results.TryDequeue(out var result))
            {
                isBusy = true;
                post.Send(0, result);
            }

            if (!isBusy) post.Rest();
        }

        LeaveAll();
    }

    private void Start(string key)
    {
        var watch = new RunWatch();
        var thread = new Thread(() => Run(key, watch)) { IsBackground = true, Name = "sweep" };
        _running[watch] = thread;
        thread.Start();
    }

    private void Run(string key, RunWatch watch)
    {
        if (!_points.TryGetValue(key, out var point))
        {
            point = plan.Points[0] with { Key = key };
            Send(PointRunner.Failed(point, "the node that was to run it has other files"), point);
        }
        else if (PointRunner.Run(point, plan.Version, simulate, watch) is { } result)
        {
            Send(result, point);
        }

        _running.TryRemove(watch, out _);
    }

    private void Send(PointResult result, SweepPoint point)
    {
        using var json = new MemoryStream();
        PointResultJson.Write(result, point, json);
        _results.Enqueue(new FarmLetter(FarmLetterKind.Result, json.ToArray()).Encode());
    }

    private void LeaveAll()
    {
        foreach (var (watch, thread) in _running)
        {
            watch.Interrupt();
            thread.Join();
        }
    }
}
