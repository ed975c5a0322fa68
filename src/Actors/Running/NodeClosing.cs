using System.Buffers.Binary;

namespace CxlFabricSim.Actors.Running;

/// <summary>What the nodes tell each other when a run is over: all have to read the same end off it.</summary>
/// <param name="LastEvent">When anything last happened.</param>
/// <param name="HasWorkLeft">Whether anything was left to do.</param>
/// <param name="Events">Messages taken and timers fired.</param>
/// <param name="Windows">Windows run.</param>
internal readonly record struct NodeClosing(long LastEvent, bool HasWorkLeft, long Events, long Windows)
{
    private const int Bytes = 32;

    /// <summary>That of all nodes together.</summary>
    public NodeClosing Exchange(ICluster cluster)
    {
        cluster.TakeTime();
        cluster.Between(null);
        var bytes = new byte[Bytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, LastEvent);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), HasWorkLeft ? 1 : 0);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), Events);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), Windows);
        for (var node = 0; node < cluster.Nodes; node++)
        {
            if (node != cluster.Node) cluster.Send(cluster.Node, node, bytes);
        }

        cluster.Vote(cluster.Node, Vote.Neutral);
        cluster.Agree(cluster.Node);
        var all = this;
        for (var node = 0; node < cluster.Nodes; node++)
        {
            if (node != cluster.Node) all = all.Combine(Read(cluster.Receive(node, cluster.Node).Span));
        }

        return all;
    }

    private static NodeClosing Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadInt64LittleEndian(bytes),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]) != 0,
        BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]));

    private NodeClosing Combine(in NodeClosing other) =>
        new(Math.Max(LastEvent, other.LastEvent), HasWorkLeft | other.HasWorkLeft, Events + other.Events, Windows + other.Windows);
}
