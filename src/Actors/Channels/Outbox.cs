using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CxlFabricSim.Actors.Channels;

/// <summary>
/// What one partition sends to another within a window: messages and credits, little-endian, in the order of sending.
/// A batch starts with a version byte. A record is: kind u8, flags u8, slot u16, channel u32, time i64; a message goes on with
/// its 32 bytes, then 64 bytes of line or a length u32 and the bytes of a record.
/// </summary>
internal sealed class Outbox
{
    public const byte Version = 1;
    public const int HeaderBytes = 1;
    private const int FixedBytes = 16;
    private const byte MessageRecord = 1;
    private const byte CreditRecord = 2;
    private const byte HasLine = 1;
    private const byte HasRecord = 2;

    private byte[] _bytes = new byte[1024];
    private byte[] _other = new byte[1024];
    private readonly byte[] _nowhere = new byte[64];
    private int _length;

    public Outbox() => Flip();

    /// <summary>The earliest time at which anything in the batch counts.</summary>
    public long EarliestTime { get; private set; }

    /// <summary>The batch as it travels; empty when there is nothing to say.</summary>
    public ReadOnlyMemory<byte> Batch => _length == HeaderBytes ? default : _bytes.AsMemory(0, _length);

    /// <summary>Starts the next batch in the other buffer: the receiver may read the last one meanwhile.</summary>
    public void Flip()
    {
        (_bytes, _other) = (_other, _bytes);
        _length = HeaderBytes;
        _bytes[0] = Version;
        EarliestTime = long.MaxValue;
    }

    /// <summary>Returns the place of the line; without one, bytes that go nowhere.</summary>
    public ref byte AddMessage(int channel, int slot, long time, scoped in Message message, bool hasLine)
    {
        var size = FixedBytes + Message.Bytes + (hasLine ? 64 : 0);
        var at = Reserve(size);
        WriteFixed(at, MessageRecord, hasLine ? HasLine : (byte)0, channel, slot, time);
        MemoryMarshal.Write(at[FixedBytes..], in message);
        return ref hasLine ? ref at[FixedBytes + Message.Bytes] : ref _nowhere[0];
    }

    public void AddRecord(int channel, int slot, long time, in Message message, byte[] record)
    {
        var at = Reserve(FixedBytes + Message.Bytes + 4 + record.Length);
        WriteFixed(at, MessageRecord, HasRecord, channel, slot, time);
        MemoryMarshal.Write(at[FixedBytes..], in message);
        BinaryPrimitives.WriteInt32LittleEndian(at[(FixedBytes + Message.Bytes)..], record.Length);
        record.CopyTo(at[(FixedBytes + Message.Bytes + 4)..]);
    }

    public void AddCredit(int channel, int slot, long time) => WriteFixed(Reserve(FixedBytes), CreditRecord, 0, channel, slot, time);

    /// <summary>Puts a batch's messages and credits where they belong, at ports of this process.</summary>
    public static void Deliver(ReadOnlySpan<byte> batch, InputPort[] inputs, OutputPort[] outputs)
    {
        if (batch[0] != Version) throw new InvalidOperationException($"a batch of version {batch[0]} arrived, this program speaks version {Version}");
        for (var rest = batch[HeaderBytes..]; !rest.IsEmpty;)
        {
            var slot = BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]);
            var channel = BinaryPrimitives.ReadInt32LittleEndian(rest[4..]);
            var time = BinaryPrimitives.ReadInt64LittleEndian(rest[8..]);
            if (rest[0] == CreditRecord)
            {
                if (!outputs[channel].IsFilled(slot)) ThrowUnknownSlot(outputs[channel].Name, slot);
                outputs[channel].TakeCredit(slot, time);
                rest = rest[FixedBytes..];
                continue;
            }

            var flags = rest[1];
            rest = rest[FixedBytes..];
            var port = inputs[channel];
            if (slot >= port.SlotCount) ThrowUnknownSlot(port.Name, slot);
            ref var line = ref port.Arrive(MemoryMarshal.Read<Message>(rest), slot, time, (flags & HasLine) != 0);
            rest = rest[Message.Bytes..];
            if ((flags & HasLine) != 0)
            {
                Unsafe.CopyBlockUnaligned(ref line, in rest[0], 64);
                rest = rest[64..];
            }
            else if ((flags & HasRecord) != 0)
            {
                var length = BinaryPrimitives.ReadInt32LittleEndian(rest);
                port.SetRecord(slot, rest.Slice(4, length).ToArray());
                rest = rest[(4 + length)..];
            }
        }
    }

    // Slots are reached by address, and a batch comes from elsewhere.
    private static void ThrowUnknownSlot(string port, int slot) =>
        throw new InvalidOperationException($"{port}: a batch arrived with slot {slot}, which is not under way");

    private Span<byte> Reserve(int size)
    {
        if (_length + size > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + size));
        var span = _bytes.AsSpan(_length, size);
        _length += size;
        return span;
    }

    private void WriteFixed(Span<byte> at, byte kind, byte flags, int channel, int slot, long time)
    {
        at[0] = kind;
        at[1] = flags;
        BinaryPrimitives.WriteUInt16LittleEndian(at[2..], (ushort)slot);
        BinaryPrimitives.WriteInt32LittleEndian(at[4..], channel);
        BinaryPrimitives.WriteInt64LittleEndian(at[8..], time);
        EarliestTime = Math.Min(EarliestTime, time);
    }
}
