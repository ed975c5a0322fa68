using System.Buffers.Binary;
using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Actors.Mpi;

/// <summary>
/// What one node sends another in a round: a vote and a batch. Little-endian: version u8, flags u8 (1 interrupted, 2 failed), reserved u16,
/// length of the batch i32, round i64, next time i64, stop i64, then the batch. The first part travels at once; what a long batch has
/// beyond it follows in a message of its own, so that a round without one costs a single small message.
/// </summary>
internal sealed class Frame
{
    public const int HeaderBytes = 32;

    /// <summary>With its own header this still fits what Open MPI's shared memory passes without asking the receiver (4096 bytes).</summary>
    public const int FirstBytes = 3968;

    private const byte Version = 1;
    private const byte InterruptedFlag = 1;
    private const byte FailedFlag = 2;

    private byte[] _bytes = GC.AllocateUninitializedArray<byte>(FirstBytes, pinned: true);

    /// <summary>Header and batch; pinned.</summary>
    public byte[] Bytes => _bytes;

    /// <summary>How much of it counts.</summary>
    public int Length { get; private set; } = HeaderBytes;

    /// <summary>What does not travel at once.</summary>
    public int RestBytes => Math.Max(0, Length - FirstBytes);

    public ReadOnlyMemory<byte> Batch => _bytes.AsMemory(HeaderBytes, Length - HeaderBytes);

    public bool IsFailed => (_bytes[1] & FailedFlag) != 0;

    public long Round => BinaryPrimitives.ReadInt64LittleEndian(_bytes.AsSpan(8));

    public Vote Vote => new(
        BinaryPrimitives.ReadInt64LittleEndian(_bytes.AsSpan(16)), BinaryPrimitives.ReadInt64LittleEndian(_bytes.AsSpan(24)), 0, (_bytes[1] & InterruptedFlag) != 0);

    public void Clear() => Length = HeaderBytes;

    /// <summary>Adds to the batch.</summary>
    public void Append(ReadOnlySpan<byte> part)
    {
        MakeRoom(Length + part.Length);
        part.CopyTo(_bytes.AsSpan(Length));
        Length += part.Length;
    }

    /// <summary>Completes it for sending.</summary>
    public void Seal(long round, in Vote vote, bool isFailed)
    {
        _bytes[0] = Version;
        _bytes[1] = (byte)((vote.IsInterrupted ? InterruptedFlag : 0) | (isFailed ? FailedFlag : 0));
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(2), 0);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(4), Length - HeaderBytes);
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(8), round);
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(16), vote.Next);
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(24), vote.Stop);
    }

    /// <summary>The first part has been received: makes room for the rest.</summary>
    public void Open(int node, long round)
    {
        if (_bytes[0] != Version) throw new InvalidOperationException($"node-{node} speaks version {_bytes[0]}, this node version {Version}");
        if (Round != round) throw new InvalidOperationException($"node-{node} is in round {Round}, this node in round {round}");
        Length = HeaderBytes + BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(4));
        MakeRoom(Length);
    }

    private void MakeRoom(int length)
    {
        if (length <= _bytes.Length) return;
        var grown = GC.AllocateUninitializedArray<byte>(Math.Max(length, 2 * _bytes.Length), pinned: true);
        _bytes.AsSpan().CopyTo(grown);
        _bytes = grown;
    }
}
