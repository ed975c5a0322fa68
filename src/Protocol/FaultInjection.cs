using System.Buffers.Binary;

namespace CxlFabricSim.Protocol;

/// <summary>
/// The payload of the simulator's own command Inject Fault, on a device's management interface: kind u8, LD u8, log u8 (0 informational to
/// 3 fatal), event flags u24, type u8, sub-type u8, descriptor u8, transaction u8, 2 reserved, temperature i16, 2 reserved, DPA u64,
/// length u64. 32 bytes. What a kind has no use for is zero.
/// </summary>
public readonly record struct FaultInjection(FaultKind Kind, byte LdId)
{
    public const int Bytes = 32;

    /// <summary>The log of an event.</summary>
    public byte Log { get; init; }

    /// <summary>Flags of an event's common header, 24 bits.</summary>
    public uint Flags { get; init; }

    /// <summary>The memory event type of an event, or the bit of a protocol error in its status register.</summary>
    public byte Type { get; init; }

    public byte SubType { get; init; }

    public byte Descriptor { get; init; }

    public byte Transaction { get; init; }

    /// <summary>Of a Memory Module event, in degrees Celsius.</summary>
    public short Temperature { get; init; }

    /// <summary>Where poison starts or an event happened.</summary>
    public Dpa Address { get; init; }

    /// <summary>Of poison, in bytes.</summary>
    public ulong Length { get; init; }

    public byte[] Encode()
    {
        var bytes = new byte[Bytes];
        bytes[0] = (byte)Kind;
        bytes[1] = LdId;
        bytes[2] = Log;
        bytes[3] = (byte)Flags;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(4), (ushort)(Flags >> 8));
        bytes[6] = Type;
        bytes[7] = SubType;
        bytes[8] = Descriptor;
        bytes[9] = Transaction;
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(12), Temperature);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), Address.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24), Length);
        return bytes;
    }

    /// <summary>Reads a payload back; false when it is of another length.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out FaultInjection fault)
    {
        fault = default;
        if (payload.Length != Bytes) return false;
        fault = new FaultInjection((FaultKind)payload[0], payload[1])
        {
            Log = payload[2],
            Flags = payload[3] | (uint)BinaryPrimitives.ReadUInt16LittleEndian(payload[4..]) << 8,
            Type = payload[6],
            SubType = payload[7],
            Descriptor = payload[8],
            Transaction = payload[9],
            Temperature = BinaryPrimitives.ReadInt16LittleEndian(payload[12..]),
            Address = new Dpa(BinaryPrimitives.ReadUInt64LittleEndian(payload[16..])),
            Length = BinaryPrimitives.ReadUInt64LittleEndian(payload[24..]),
        };
        return true;
    }
}
