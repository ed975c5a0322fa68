using System.Buffers.Binary;
using System.Text;
using CxlFabricSim.Components.Decoding;
using CxlFabricSim.Components.Registers;

namespace CxlFabricSim.Hosts.AddressMap;

/// <summary>
/// The ACPI table that tells a host's software of host bridges and fixed memory windows (CXL 3.x, "CXL Early Discovery Table"): a CHBS
/// for each bridge, a CFMWS for each window.
/// </summary>
public static class CedtTable
{
    private const int HeaderBytes = 36;
    private const int ChecksumOffset = 9;
    private const int ChbsBytes = 0x20;
    private const int CfmwsBytes = 0x24;
    private const byte Cfmws = 1;
    private const uint ChbsVersion = 1;

    /// <param name="bridges">In the order in which windows number them.</param>
    /// <param name="windows">In the order of their addresses.</param>
    /// <param name="profile">What else firmware writes.</param>
    public static byte[] Create(IReadOnlyList<HostBridgeLocation> bridges, IReadOnlyList<FixedMemoryWindow> windows, CedtProfile profile)
    {
        ArgumentNullException.ThrowIfNull(bridges);
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentNullException.ThrowIfNull(profile);
        var table = new List<byte>(Header(profile));
        foreach (var bridge in bridges) table.AddRange(BridgeEntry(bridge));
        foreach (var window in windows) table.AddRange(WindowEntry(window, bridges, profile));
        var bytes = table.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), (uint)bytes.Length);
        if (!profile.ChecksumLeftToFirmware) bytes[ChecksumOffset] = (byte)-bytes.Sum(value => value);
        return bytes;
    }

    private static byte[] Header(CedtProfile profile)
    {
        var header = new byte[HeaderBytes];
        Encoding.ASCII.GetBytes("CEDT", header);
        header[8] = 1;
        Encoding.ASCII.GetBytes(profile.OemId, header.AsSpan(10, 6));
        Encoding.ASCII.GetBytes(profile.OemTableId, header.AsSpan(16, 8));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(24), 1);
        Encoding.ASCII.GetBytes(profile.CreatorId, header.AsSpan(28, 4));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(32), 1);
        return header;
    }

    private static byte[] BridgeEntry(HostBridgeLocation bridge)
    {
        var entry = new byte[ChbsBytes];
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(2), ChbsBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(0x04), bridge.UniqueId);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(0x08), ChbsVersion);
        BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(0x10), bridge.ComponentRegisters.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(0x18), ComponentRegisters.SpaceBytes);
        return entry;
    }

    private static byte[] WindowEntry(FixedMemoryWindow window, IReadOnlyList<HostBridgeLocation> bridges, CedtProfile profile)
    {
        var length = CfmwsBytes + window.Targets.Count * sizeof(uint);
        var entry = new byte[length];
        entry[0] = Cfmws;
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(2), (ushort)length);
        BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(0x08), window.Start.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(0x10), window.Size);
        entry[0x18] = (byte)InterleaveCode.OfWays(window.Targets.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(0x1C), (uint)InterleaveCode.OfGranularity(window.Granularity));
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(0x20), profile.WindowRestrictions);
        for (var way = 0; way < window.Targets.Count; way++)
            BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(CfmwsBytes + way * sizeof(uint)), bridges[window.Targets[way]].UniqueId);
        return entry;
    }
}
