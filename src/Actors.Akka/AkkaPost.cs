using System.Diagnostics;
using CxlFabricSim.Actors.Akka.Membership;
using CxlFabricSim.Actors.Akka.Wire;
using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Actors.Akka;

/// <summary>
/// Letters between the members that share a run. Akka may drop what it sends while a connection breaks, so letters are numbered, and an empty
/// one goes to each every second: a gap is seen although nothing follows it, and whoever has missed a letter takes its sender for lost. The
/// cluster keeps such a node: a worker without its first node leaves by itself, and the first node does without a worker.
/// </summary>
public sealed class AkkaPost : INodePost
{
    private static readonly TimeSpan BetweenGreetings = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(2);

    private readonly object _gate = new();
    private readonly IPeers _peers;
    private readonly TimeSpan _patience;
    private readonly Queue<(int From, byte[] Bytes)> _letters = new();
    private readonly PartCollector[] _arriving;
    private readonly long[] _sent;
    private readonly long[] _taken;
    private readonly long[] _heard;
    private readonly string?[] _losses;
    private long _greeted;

    internal AkkaPost(int node, int nodes, IPeers peers, TimeSpan patience)
    {
        (Node, Nodes, _peers, _patience) = (node, nodes, peers, patience);
        _arriving = [.. Enumerable.Range(0, nodes).Select(_ => new PartCollector())];
        (_sent, _taken, _heard, _losses) = (new long[nodes], new long[nodes], new long[nodes], new string?[nodes]);
    }

    public int Node { get; }

    public int Nodes { get; }

    public void Send(int node, ReadOnlySpan<byte> letter)
    {
        if (LossOf(node) is not null) return;
        foreach (var frame in NodeFrame.Split(FrameKind.Letter, Node, _sent[node]++, Vote.Neutral, false, letter.ToArray())) _peers.Tell(node, frame);
    }

    public bool TryReceive(out int from, out byte[] letter)
    {
        Greet();
        lock (_gate)
        {
            var isHere = _letters.TryDequeue(out var first);
            (from, letter) = isHere ? first : (0, []);
            return isHere;
        }
    }

    public string? LossOf(int node)
    {
        lock (_gate) return _losses[node];
    }

    public void GiveUp(int node) => Lose(node, $"{_peers.NameOf(node)} is lost to others");

    public void Rest()
    {
        lock (_gate)
        {
            if (_letters.Count == 0) Monitor.Wait(_gate, LongestRest);
        }
    }

    /// <summary>A part of a letter has come.</summary>
    internal void Take(NodeFrame frame)
    {
        lock (_gate)
        {
            var (from, arriving) = (frame.Node, _arriving[frame.Node]);
            if (_losses[from] is not null) return;
            if (frame.Round != _taken[from] || frame.Part != arriving.Parts)
            {
                _losses[from] = $"a letter of {_peers.NameOf(from)} has got lost";
                return;
            }

            _heard[from] = Stopwatch.GetTimestamp();
            arriving.Add(frame);
            if (!arriving.IsComplete) return;
            _taken[from]++;
            if (arriving.Content() is { IsEmpty: false } letter) _letters.Enqueue((from, letter.ToArray()));
            arriving.Clear();
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>A node does not take part any more.</summary>
    internal void Lose(int node, string why)
    {
        lock (_gate)
        {
            if (node == Node) return;
            _losses[node] ??= why;
            Monitor.PulseAll(_gate);
        }
    }

    private void Greet()
    {
        lock (_gate)
        {
            // Before this node has begun, others may not have either.
            if (_greeted == 0) Array.Fill(_heard, Stopwatch.GetTimestamp());
        }

        if (_greeted != 0 && Stopwatch.GetElapsedTime(_greeted) < BetweenGreetings) return;
        _greeted = Stopwatch.GetTimestamp();
        for (var node = 0; node < Nodes; node++)
        {
            if (node == Node) continue;
            GiveUpIfSilent(node);
            Send(node, []);
        }
    }

    private void GiveUpIfSilent(int node)
    {
        lock (_gate)
        {
            var silence = Stopwatch.GetElapsedTime(_heard[node]);
            if (silence > _patience) _losses[node] ??= $"{_peers.NameOf(node)} has not been heard of for {silence.TotalSeconds:0.0} s";
        }
    }
}
