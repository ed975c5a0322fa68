using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using CxlFabricSim.Actors.Akka.Membership;
using CxlFabricSim.Actors.Akka.Wire;
using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Actors.Akka;

/// <summary>
/// The nodes of a run as members of an Akka cluster. A round is one message to each other node, with vote and batch. Waiting for them may
/// hold a thread, or ask to be told: the run itself does the second, what comes before and after it the first.
/// </summary>
public sealed partial class AkkaCluster : ICluster, IMeetingPlace
{
    private const int TrialRounds = 20;

    private readonly object _gate = new();
    private readonly IPeers _peers;
    private readonly TimeSpan _patience;
    private readonly PeerInbox[] _inboxes;

    // What a round's parts are gathered in is used again and again; what is sent is a copy that nobody touches afterwards.
    private readonly ArrayBufferWriter<byte>[] _outboxes;
    private readonly string?[] _losses;
    private readonly bool[] _isLeaving;
    private Action? _whenMet;
    private long _round;
    private Vote _vote;
    private long _posted;
    private long _waited;
    private long _bytes;

    internal AkkaCluster(int node, int nodes, IPeers peers, TimeSpan patience)
    {
        (Node, Nodes, _peers, _patience) = (node, nodes, peers, patience);
        _inboxes = [.. Enumerable.Range(0, nodes).Select(_ => new PeerInbox())];
        _outboxes = [.. Enumerable.Range(0, nodes).Select(_ => new ArrayBufferWriter<byte>())];
        _losses = new string?[nodes];
        _isLeaving = new bool[nodes];
        Post = new AkkaPost(node, nodes, peers, patience);
    }

    public int Node { get; }

    public int Nodes { get; }

    /// <summary>For example "3 nodes over Akka.Remote, a meeting takes 360 us".</summary>
    public string Description { get; private set; } = "";

    /// <summary>Letters to the other nodes, beside the rounds.</summary>
    public AkkaPost Post { get; }

    public ClusterTime Time => new(Stopwatch.GetElapsedTime(0, _waited), _bytes);

    public bool IsGatherer
    {
        get
        {
            lock (_gate) return Array.FindIndex(_losses, loss => loss is null) == Node;
        }
    }

    public IReadOnlyList<int> Leaving
    {
        get
        {
            lock (_gate) return [.. _isLeaving.Index().Where(node => node.Item).Select(node => node.Index)];
        }
    }

    public void Send(int source, int target, ReadOnlyMemory<byte> batch)
    {
        _bytes += batch.Length;
        _outboxes[target].Write(batch.Span);
    }

    public ReadOnlyMemory<byte> Receive(int source, int target)
    {
        lock (_gate) return _inboxes[source].BatchOf(_round - 1);
    }

    /// <summary>This node's part of the round goes out at once: nothing follows it.</summary>
    public void Vote(int partition, in Vote vote) => SendRound(vote, isFailed: false);

    public Vote Agree(int driver)
    {
        NodeFrame? failed = null;
        var agreed = _vote;
        lock (_gate)
        {
            while (!IsRoundHere())
            {
                ThrowIfLost();
                GiveUpOnSilent();
                Monitor.Wait(_gate, BetweenLooksAround);
            }

            for (var node = 0; node < Nodes; node++)
            {
                if (node == Node) continue;
                var frame = _inboxes[node].Take(_round);
                if (frame.IsFailed) failed ??= frame;
                agreed = agreed.Combine(frame.Vote);
            }

            _round++;
            _waited += Stopwatch.GetTimestamp() - _posted;
        }

        if (failed is not null) throw new NodeFailedException(failed.Node, Encoding.UTF8.GetString(Receive(failed.Node, Node).Span));
        return agreed;
    }

    public void Fail(string reason)
    {
        foreach (var outbox in _outboxes)
        {
            outbox.ResetWrittenCount();
            outbox.Write(Encoding.UTF8.GetBytes(reason));
        }

        SendRound(Running.Vote.Neutral, isFailed: true);
    }

    /// <summary>The first rounds, on every node: how long one takes.</summary>
    public void Measure()
    {
        // The mean: who comes late to a round finds the others there.
        var begin = Stopwatch.GetTimestamp();
        for (var trial = 0; trial < TrialRounds; trial++)
        {
            Vote(Node, Running.Vote.Neutral);
            Agree(Node);
        }

        var microseconds = Stopwatch.GetElapsedTime(begin).TotalMicroseconds / TrialRounds;
        (_waited, _bytes) = (0, 0);
        Description = string.Create(CultureInfo.InvariantCulture, $"{Nodes} nodes over Akka.Remote, a meeting takes {microseconds:0} us");
    }

    /// <summary>A frame has come.</summary>
    internal void Take(NodeFrame frame)
    {
        if (frame.Kind == FrameKind.Letter)
        {
            Post.Take(frame);
            return;
        }

        if (frame.Kind == FrameKind.Leaving) Post.Lose(frame.Node, $"{_peers.NameOf(frame.Node)} leaves");
        Action? met;
        lock (_gate)
        {
            if (frame.Kind == FrameKind.Leaving) _isLeaving[frame.Node] = true;
            else if (frame.Kind == FrameKind.ResultsTaken) _areResultsTaken = true;
            else _inboxes[frame.Node].Add(frame);
            Monitor.PulseAll(_gate);
            met = TakeCallIfMet();
        }

        met?.Invoke();
    }

    private void SendRound(in Vote vote, bool isFailed)
    {
        lock (_gate)
        {
            _vote = vote;
            _posted = Stopwatch.GetTimestamp();
        }

        for (var node = 0; node < Nodes; node++)
        {
            if (node == Node) continue;
            foreach (var frame in NodeFrame.Split(FrameKind.Round, Node, _round, vote, isFailed, _outboxes[node].WrittenMemory)) _peers.Tell(node, frame);
            _outboxes[node].ResetWrittenCount();
        }
    }

    private bool IsRoundHere()
    {
        for (var node = 0; node < Nodes; node++)
        {
            if (node != Node && !_inboxes[node].Has(_round)) return false;
        }

        return true;
    }
}
