using System.Buffers.Binary;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Driver;

/// <summary>The output of Get Dynamic Capacity Extent List: extents that this host has accepted, and how many there are in all.</summary>
public sealed record ExtentListPage(uint Total, IReadOnlyList<DcExtent> Extents)
{
    private const int HeaderBytes = 16;
    private const int TotalOffset = 4;

    /// <summary>Reads a payload; null when it is shorter than its extent count says.</summary>
    public static ExtentListPage? Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < HeaderBytes) return null;
        var count = BinaryPrimitives.ReadUInt32LittleEndian(payload);
        if ((ulong)(payload.Length - HeaderBytes) < (ulong)count * DcExtent.Bytes) return null;
        var extents = new DcExtent[count];
        for (var i = 0; i < extents.Length; i++) extents[i] = DcExtent.Read(payload[(HeaderBytes + i * DcExtent.Bytes)..]);
        return new ExtentListPage(BinaryPrimitives.ReadUInt32LittleEndian(payload[TotalOffset..]), extents);
    }
}
