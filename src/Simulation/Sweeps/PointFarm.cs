using System.Text;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Simulation.Distribution;

namespace CxlFabricSim.Simulation.Sweeps;

/// <summary>
/// The first node's part of a sweep over several: hands runs out to the others. A run whose node is lost goes to another one; one that loses
/// a second node is given up, because it is likely to be the reason.
/// </summary>
/// <param name="post">The way to the other nodes.</param>
/// <param name="runsPerNode">Runs at once on each of them.</param>
/// <param name="tell">Told of nodes that are lost.</param>
public sealed class PointFarm(INodePost post, int runsPerNode, Action<string> tell)
{
    private const int MostLosses = 2;

    private readonly Lock _lock = new();
    private readonly LinkedList<Job> _waiting = new();
    private readonly List<Job> _running = [];
    private readonly HashSet<int> _told = [];
    private bool _isGivenUp;
    private bool _isClosed;

    /// <summary>Runs at once, at most.</summary>
    public int Places => (post.Nodes - 1) * runsPerNode;

    /// <summary>Waits for a run's result; null when it was given up. For any thread.</summary>
    public PointResult? Run(SweepPoint point)
    {
        var job = new Job(point);
        lock (_lock)
        {
            if (_isGivenUp) return null;
            _waiting.AddLast(job);
        }

        job.Done.Wait();
        job.Done.Dispose();
        return job.Result;
    }

    /// <summary>Leaves all runs that are not done. For any thread.</summary>
    public void GiveUp()
    {
        lock (_lock) _isGivenUp = true;
    }

    /// <summary>No further runs will come. For any thread.</summary>
    public void Close()
    {
        lock (_lock) _isClosed = true;
    }

    /// <summary>Carries runs and results until it is closed: on the thread that the post belongs to.</summary>
    public void Serve()
    {
        while (!IsClosed())
        {
            var isBusy = false;
            while (post.TryReceive(out _, out var letter))
            {
                isBusy = true;
                Take(FarmLetter.Decode(letter));
            }

            TakeLosses();
            if (!isBusy && !HandOut()) post.Rest();
        }

        var lost = Enumerable.Range(1, post.Nodes - 1).Where(node => post.LossOf(node) is not null).Select(node => (byte)node).ToArray();
        for (var node = 1; node < post.Nodes; node++) post.Send(node, new FarmLetter(FarmLetterKind.End, lost).Encode());
    }

    private bool IsClosed()
    {
        lock (_lock)
        {
            if (_isGivenUp) FinishAll(_waiting.Concat(_running).ToList());
            return _isClosed;
        }
    }

    private void Take(in FarmLetter letter)
    {
        if (letter.Kind != FarmLetterKind.Result) throw new InvalidOperationException($"a letter of kind {letter.Kind} came to the node that hands out runs");
        var result = PointResultJson.Read(letter.Body.Span) ?? throw new InvalidOperationException("a node has sent a result that cannot be read");
        lock (_lock)
        {
            // A run may have been given up meanwhile, or its node taken for lost.
            if (_running.Find(job => job.Point.Key == result.Key) is not { } job) return;
            Finish(job, result);
        }
    }

    private void TakeLosses()
    {
        for (var node = 1; node < post.Nodes; node++)
        {
            if (post.LossOf(node) is not { } loss || !_told.Add(node)) continue;
            lock (_lock)
            {
                var its = _running.Where(job => job.Node == node).ToList();
                tell($"{loss}; {its.Count} of its runs go to other nodes");
                foreach (var job in its) Requeue(job);
            }
        }

        if (_told.Count < post.Nodes - 1) return;
        lock (_lock)
        {
            if (!_isGivenUp) tell("no node is left to make runs");
            _isGivenUp = true;
        }
    }

    private void Requeue(Job job)
    {
        job.Losses.Add(job.Node);
        _running.Remove(job);
        if (job.Losses.Count < MostLosses) _waiting.AddFirst(job);
        else Finish(job, PointRunner.Failed(job.Point, $"{string.Join(" and ", job.Losses.Select(NodeNames.Of))} were lost while they ran it"));
    }

    private bool HandOut()
    {
        var hasHandedOut = false;
        for (var node = 1; node < post.Nodes; node++)
        {
            while (post.LossOf(node) is null && Next(node) is { } job)
            {
                post.Send(node, new FarmLetter(FarmLetterKind.Run, Encoding.UTF8.GetBytes(job.Point.Key)).Encode());
                hasHandedOut = true;
            }
        }

        return hasHandedOut;
    }

    private Job? Next(int node)
    {
        lock (_lock)
        {
            if (_isGivenUp || _waiting.First is not { } first || _running.Count(job => job.Node == node) >= runsPerNode) return null;
            _waiting.RemoveFirst();
            first.Value.Node = node;
            _running.Add(first.Value);
            return first.Value;
        }
    }

    private void FinishAll(List<Job> jobs)
    {
        foreach (var job in jobs) Finish(job, null);
    }

    private void Finish(Job job, PointResult? result)
    {
        _running.Remove(job);
        _waiting.Remove(job);
        job.Result = result;
        job.Done.Set();
    }

    private sealed class Job(SweepPoint point)
    {
        public SweepPoint Point => point;

        public ManualResetEventSlim Done { get; } = new();

        public List<int> Losses { get; } = [];

        public int Node { get; set; }

        public PointResult? Result { get; set; }
    }
}
