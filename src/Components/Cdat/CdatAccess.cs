using System.Runtime.InteropServices;
using CxlFabricSim.Components.Doe;
using CxlFabricSim.Components.Registers;

namespace CxlFabricSim.Components.Cdat;

/// <summary>
/// Table Access over DOE (CXL 3.x, "Table Access DOE"): the request names an entry, the answer holds it and the handle of the next,
/// FFFFh after the last. An entry that is not there gets no answer; request code and table type are not looked at, as in QEMU.
/// </summary>
public sealed class CdatAccess(CdatTable table) : IDoeProtocol
{
    private const int RequestDwords = 3;
    private const uint LastEntry = 0xFFFF;

    public ushort Vendor => Dvsec.CxlVendor;

    public byte ObjectType => 2;

    public uint[]? Answer(ReadOnlySpan<uint> request)
    {
        if (request.Length < RequestDwords) return null;
        var handle = (int)(request[2] >> 16);
        if (handle >= table.Entries.Count) return null;
        var next = handle + 1 < table.Entries.Count ? (uint)handle + 1 : LastEntry;
        var entry = MemoryMarshal.Cast<byte, uint>(table.Entries[handle]);
        return [DoeHeader.First(Vendor, ObjectType), (uint)(RequestDwords + entry.Length), next << 16, .. entry];
    }
}
