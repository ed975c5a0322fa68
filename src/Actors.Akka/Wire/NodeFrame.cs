using System.Buffers.Binary;
using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Actors.Akka.Wire;

/// <summary>
/// What one node says to another in a run. Little-endian: version u8, kind u8, flags u8 (1 interrupted, 2 failed), node u8, part i32,
/// parts i32, reserved i32, round i64, next time i64, stop i64, then the bytes of this part. Made for one message and never written
/// again: Akka serialises when it sends, and that may be twice.
/// </summary>
internal sealed class NodeFrame : IWireMessage
{
    public const int HeaderBytes = 40;

    /// <summary>What a part carries at most: the frame size of Akka's transport has to hold it with an envelope.</summary>
    public const int MostBytesOfPart = 1 << 20;

    private const byte Version = 1;
    private const byte InterruptedFlag = 1;
    private const byte FailedFlag = 2;

    private NodeFrame(byte[] bytes) => Bytes = bytes;

    /// <summary>As it travels.</summary>
    public byte[] Bytes { get; }

    public FrameKind Kind => (FrameKind)Bytes[1];

    public bool IsFailed => (Bytes[2] & FailedFlag) != 0;

    /// <summary>Who sent it.</summary>
    public int Node => Bytes[3];

    public int Part => BinaryPrimitives.ReadInt32LittleEndian(Bytes.AsSpan(4));

    public int Parts => BinaryPrimitives.ReadInt32LittleEndian(Bytes.AsSpan(8));

    public long Round => BinaryPrimitives.ReadInt64LittleEndian(Bytes.AsSpan(16));

    public Vote Vote => new(
        BinaryPrimitives.ReadInt64LittleEndian(Bytes.AsSpan(24)), BinaryPrimitives.ReadInt64LittleEndian(Bytes.AsSpan(32)), 0, (Bytes[2] & InterruptedFlag) != 0);

    /// <summary>What the part carries.</summary>
    public ReadOnlyMemory<byte> Content => Bytes.AsMemory(HeaderBytes);

    /// <summary>As many frames as it takes, one at least.</summary>
    public static IEnumerable<NodeFrame> Split(FrameKind kind, int node, long round, Vote vote, bool isFailed, ReadOnlyMemory<byte> content)
    {
        var parts = Math.Max(1, (content.Length + MostBytesOfPart - 1) / MostBytesOfPart);
        for (var part = 0; part < parts; part++)
        {
            var piece = content.Slice(part * MostBytesOfPart, Math.Min(MostBytesOfPart, content.Length - part * MostBytesOfPart));
            var bytes = GC.AllocateUninitializedArray<byte>(HeaderBytes + piece.Length);
            bytes[0] = Version;
            bytes[1] = (byte)kind;
            bytes[2] = (byte)((vote.IsInterrupted ? InterruptedFlag : 0) | (isFailed ? FailedFlag : 0));
            bytes[3] = (byte)node;
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), part);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), parts);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), 0);
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), round);
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), vote.Next);
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(32), vote.Stop);
            piece.Span.CopyTo(bytes.AsSpan(HeaderBytes));
            yield return new NodeFrame(bytes);
        }
    }

    /// <summary>A frame as it came; nobody else has the bytes.</summary>
    public static NodeFrame Read(byte[] bytes) => bytes.Length >= HeaderBytes && bytes[0] == Version
        ? new NodeFrame(bytes)
        : throw new FormatException($"a frame of {bytes.Length} bytes and version {(bytes.Length > 0 ? bytes[0] : 0)} arrived, this program speaks version {Version}");
}
