using System.Diagnostics;
using CxlFabricSim.Actors.Akka.Membership;
using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Actors.Akka;

/// <content>Waiting for other nodes, and those that leave or are lost.</content>
public sealed partial class AkkaCluster
{
    // A node may have memory of hundreds of GiB to read when a run is over.
    private const int PatienceAtTheEnd = 20;

    private static readonly TimeSpan BetweenLooksAround = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PatienceInHurry = TimeSpan.FromSeconds(2);

    private volatile bool _isHurried;
    private volatile bool _takesTime;

    public void Hurry() => _isHurried = true;

    public void TakeTime() => _takesTime = true;

    private TimeSpan Patience => _takesTime ? _patience * PatienceAtTheEnd : _isHurried && PatienceInHurry < _patience ? PatienceInHurry : _patience;

    void IMeetingPlace.WhenMet(Action met)
    {
        lock (_gate)
        {
            if (!IsRoundHere() && !IsAnyLost())
            {
                _whenMet = met;
                return;
            }
        }

        met();
    }

    void IMeetingPlace.LookAround()
    {
        Action? met;
        lock (_gate)
        {
            if (!IsRoundHere()) GiveUpOnSilent();
            met = TakeCallIfMet();
        }

        met?.Invoke();
    }

    /// <summary>A node has left the cluster, whether it wanted to or not.</summary>
    internal void Lose(int node, string why)
    {
        Post.Lose(node, why);
        Action? met;
        lock (_gate)
        {
            if (node == Node) return;
            _losses[node] ??= why;
            Monitor.PulseAll(_gate);
            met = TakeCallIfMet();
        }

        met?.Invoke();
    }

    /// <summary>This node leaves: tells the others before it asks for the end of the run.</summary>
    internal void AnnounceLeave()
    {
        lock (_gate) _isLeaving[Node] = true;
        TellAll(Wire.FrameKind.Leaving);
    }

    private Action? TakeCallIfMet()
    {
        if (_whenMet is null || !IsRoundHere() && !IsAnyLost()) return null;
        var met = _whenMet;
        _whenMet = null;
        return met;
    }

    private bool IsAnyLost() => Array.Exists(_losses, loss => loss is not null);

    private void ThrowIfLost()
    {
        if (!IsAnyLost()) return;
        var lost = _losses.Index().Where(loss => loss.Item is not null).ToList();
        throw new NodeLostException([.. lost.Select(loss => loss.Index)], string.Join(", ", lost.Select(loss => loss.Item)));
    }

    /// <summary>A node that its own cluster finds alive may still be held up by what it runs.</summary>
    private void GiveUpOnSilent()
    {
        var waited = Stopwatch.GetElapsedTime(_posted);
        if (waited <= Patience) return;
        for (var node = 0; node < Nodes; node++)
        {
            if (node == Node || _inboxes[node].Has(_round) || _losses[node] is not null) continue;
            _losses[node] = $"{_peers.NameOf(node)} has not answered for {waited.TotalSeconds:0.0} s";
            _peers.PutOut(node);
        }
    }
}
