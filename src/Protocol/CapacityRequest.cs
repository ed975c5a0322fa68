using System.Buffers.Binary;

namespace CxlFabricSim.Protocol;

/// <summary>
/// The payload of Initiate Dynamic Capacity Add and Release: host u16, policy and flags u8, region u8 (reserved in a release),
/// length u64, tag 16, count u32, extents of 28h bytes.
/// </summary>
/// <param name="HostId">The logical device meant.</param>
/// <param name="Policy">A <see cref="SelectionPolicy"/> or <see cref="RemovalPolicy"/>.</param>
/// <param name="Region">Where the device chooses extents in an add.</param>
/// <param name="Length">How much the device is to choose.</param>
/// <param name="Tag">Goes with extents that have none of their own.</param>
/// <param name="Extents">Of the prescriptive policies.</param>
public sealed record CapacityRequest(int HostId, int Policy, int Region, ulong Length, UInt128 Tag, IReadOnlyList<DcExtent> Extents)
{
    public const int HeaderBytes = 32;

    private const int PolicyMask = 0x0F;
    private const int ForcedFlag = 0x10;
    private const int SanitizeFlag = 0x20;

    /// <summary>The capacity goes at once, without the host's answer. Only in a release.</summary>
    public bool IsForced { get; init; }

    /// <summary>Contents are to be destroyed on release. Only in a release.</summary>
    public bool Sanitizes { get; init; }

    /// <summary>Reads a payload; false when it is shorter than its header or its count says.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out CapacityRequest request)
    {
        request = null!;
        if (payload.Length < HeaderBytes) return false;
        var count = BinaryPrimitives.ReadUInt32LittleEndian(payload[28..]);
        var extents = new List<DcExtent>();
        request = new CapacityRequest(
            BinaryPrimitives.ReadUInt16LittleEndian(payload),
            payload[2] & PolicyMask,
            payload[3],
            BinaryPrimitives.ReadUInt64LittleEndian(payload[4..]),
            BinaryPrimitives.ReadUInt128BigEndian(payload[12..]),
            extents)
        {
            IsForced = (payload[2] & ForcedFlag) != 0,
            Sanitizes = (payload[2] & SanitizeFlag) != 0,
        };
        if ((ulong)payload.Length < HeaderBytes + (ulong)count * DcExtent.Bytes) return false;
        for (var rest = payload[HeaderBytes..]; extents.Count < count; rest = rest[DcExtent.Bytes..]) extents.Add(DcExtent.Read(rest));
        return true;
    }

    /// <summary>The payload, as a fabric manager sends it.</summary>
    public byte[] Encode()
    {
        var payload = new byte[HeaderBytes + Extents.Count * DcExtent.Bytes];
        BinaryPrimitives.WriteUInt16LittleEndian(payload, (ushort)HostId);
        payload[2] = (byte)(Policy | (IsForced ? ForcedFlag : 0) | (Sanitizes ? SanitizeFlag : 0));
        payload[3] = (byte)Region;
        BinaryPrimitives.WriteUInt64LittleEndian(payload.AsSpan(4), Length);
        BinaryPrimitives.WriteUInt128BigEndian(payload.AsSpan(12), Tag);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(28), (uint)Extents.Count);
        for (var index = 0; index < Extents.Count; index++) Extents[index].Write(payload.AsSpan(HeaderBytes + index * DcExtent.Bytes));
        return payload;
    }
}
