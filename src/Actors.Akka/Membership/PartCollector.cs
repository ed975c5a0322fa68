using CxlFabricSim.Actors.Akka.Wire;

namespace CxlFabricSim.Actors.Akka.Membership;

/// <summary>The parts of something that one node sends, in order, until all are there.</summary>
internal sealed class PartCollector
{
    private readonly List<NodeFrame> _frames = [];

    /// <summary>How many are here.</summary>
    public int Parts => _frames.Count;

    public bool IsComplete => _frames.Count > 0 && _frames.Count == _frames[0].Parts;

    /// <summary>The first part; a vote is in each.</summary>
    public NodeFrame First => _frames[0];

    public void Add(NodeFrame frame)
    {
        // Akka keeps the order of one sender's messages to one receiver, and a part that is lost has lost the node.
        if (frame.Part == 0) _frames.Clear();
        if (frame.Part != _frames.Count) throw new InvalidOperationException($"part {frame.Part} of node-{frame.Node} came after {_frames.Count} others");
        _frames.Add(frame);
    }

    public void Clear() => _frames.Clear();

    /// <summary>What all parts carry together.</summary>
    public ReadOnlyMemory<byte> Content()
    {
        if (_frames.Count == 1) return _frames[0].Content;
        var whole = new byte[_frames.Sum(frame => frame.Content.Length)];
        var at = 0;
        foreach (var frame in _frames)
        {
            frame.Content.CopyTo(whole.AsMemory(at));
            at += frame.Content.Length;
        }

        return whole;
    }
}
