using System.Buffers.Binary;
using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Actors.Mpi;

/// <summary>
/// A vote on its way through many nodes: that of its sender and of all whom the sender has heard of. Little-endian: version u8, flags u8 (1
/// interrupted, 2 somebody failed), reserved, at 8 round i64, next time i64, stop i64.
/// </summary>
internal sealed class Ballot
{
    public const int Length = 32;

    private const byte Version = 1;
    private const byte InterruptedFlag = 1;
    private const byte FailedFlag = 2;

    /// <summary>As it travels; pinned.</summary>
    public byte[] Bytes { get; } = GC.AllocateArray<byte>(Length, pinned: true);

    public bool IsFailed => (Bytes[1] & FailedFlag) != 0;

    public Vote Vote => new(
        BinaryPrimitives.ReadInt64LittleEndian(Bytes.AsSpan(16)), BinaryPrimitives.ReadInt64LittleEndian(Bytes.AsSpan(24)), 0, (Bytes[1] & InterruptedFlag) != 0);

    public void Write(long round, in Vote vote, bool isFailed)
    {
        Bytes[0] = Version;
        Bytes[1] = (byte)((vote.IsInterrupted ? InterruptedFlag : 0) | (isFailed ? FailedFlag : 0));
        BinaryPrimitives.WriteInt64LittleEndian(Bytes.AsSpan(8), round);
        BinaryPrimitives.WriteInt64LittleEndian(Bytes.AsSpan(16), vote.Next);
        BinaryPrimitives.WriteInt64LittleEndian(Bytes.AsSpan(24), vote.Stop);
    }

    /// <summary>It has been received: it has to be of this round.</summary>
    public void Check(int node, long round)
    {
        var of = BinaryPrimitives.ReadInt64LittleEndian(Bytes.AsSpan(8));
        if (Bytes[0] != Version) throw new InvalidOperationException($"node-{node} votes in version {Bytes[0]}, this node in version {Version}");
        if (of != round) throw new InvalidOperationException($"node-{node} votes in round {of}, this node in round {round}");
    }
}
