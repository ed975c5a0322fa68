namespace CxlFabricSim.Actors.Akka.Membership;

/// <summary>What a member's actor and the rest of its process tell each other.</summary>
internal sealed class MemberState(TimeSpan patience, Action<string> tell)
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource<StartedRun> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action? _endRun;
    private bool _isLeaving;

    public TimeSpan Patience => patience;

    public Task<StartedRun> Started => _started.Task;

    public void Tell(string what) => tell(what);

    public void Start(StartedRun run) => _started.TrySetResult(run);

    /// <summary>How to end the run early; null once it is over.</summary>
    public void FollowLeave(Action? endRun)
    {
        lock (_lock)
        {
            _endRun = endRun;
            if (_isLeaving) AnnounceAndEnd();
        }
    }

    /// <summary>The member leaves the cluster: a run ends first, and the others hear whose leaving ended it.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            if (_isLeaving) return;
            _isLeaving = true;
            _started.TrySetCanceled();
            AnnounceAndEnd();
        }
    }

    private void AnnounceAndEnd()
    {
        if (_endRun is null) return;
        _started.Task.Result.Cluster.AnnounceLeave();
        _endRun();
    }
}
