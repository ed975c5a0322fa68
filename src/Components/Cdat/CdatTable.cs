using System.Buffers.Binary;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Cdat;

/// <summary>
/// A Coherent Device Attribute Table: a header and the structures that software reads one by one. Entry 0 is the header. The layouts
/// are those of the CDAT specification, revision 1.03 (table revision 2).
/// </summary>
public sealed class CdatTable
{
    private const int HeaderBytes = 16;
    private const byte Revision = 2;
    private const int StructureBytes = 0x18;

    private const byte Dsmas = 0;
    private const byte Dslbis = 1;
    private const byte Dsemts = 4;
    private const byte Sslbis = 5;

    private const byte ReadLatency = 1;
    private const byte WriteLatency = 2;
    private const byte ReadBandwidth = 4;
    private const byte WriteBandwidth = 5;
    private const byte AccessLatency = 0;
    private const byte AccessBandwidth = 3;

    // Memory attributes as UEFI names them: specific purpose for volatile memory, reserved for persistent.
    private const byte SpecificPurpose = 1;
    private const byte Persistent = 2;

    // Latencies count in 10 ns, in picoseconds, and in 1 ns where that is not exact; between the ports of a switch bandwidths count in 1024 MB/s.
    private const long LatencyUnit = 10_000;
    private const long FineLatencyUnit = 1000;
    private const ulong SwitchBandwidthUnit = 1024;
    private const ulong Megabyte = 1_000_000;

    // In MB/s, which the base unit of a bandwidth is in: the first one that is exact, or the last one that does.
    private static readonly ulong[] BandwidthUnits = [1000, 100, 10, 1];

    private const ushort UpstreamPort = 0x0100;

    private readonly List<byte[]> _entries;

    private CdatTable(List<byte[]> structures)
    {
        var header = new byte[HeaderBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)(HeaderBytes + structures.Sum(structure => structure.Length)));
        header[4] = Revision;
        _entries = [header, .. structures];
        header[5] = (byte)-_entries.Sum(entry => entry.Sum(value => value));
    }

    /// <summary>Header and structures, in the order in which they are read.</summary>
    public IReadOnlyList<byte[]> Entries => _entries;

    public byte[] ToBytes() => [.. _entries.SelectMany(entry => entry)];

    /// <summary>A memory device: for each range DSMAS, a DSLBIS for each of latency and bandwidth of reads and writes, DSEMTS.</summary>
    public static CdatTable OfDevice(IEnumerable<CdatRange> ranges, MemoryPerformance performance)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        var structures = new List<byte[]>();
        foreach (var range in ranges)
        {
            structures.Add(MemoryRange(range));
            structures.Add(Latency(range.Handle, ReadLatency, performance.ReadLatency));
            structures.Add(Latency(range.Handle, WriteLatency, performance.WriteLatency));
            structures.Add(Bandwidth(range.Handle, ReadBandwidth, performance.ReadBandwidth));
            structures.Add(Bandwidth(range.Handle, WriteBandwidth, performance.WriteBandwidth));
            structures.Add(MemoryType(range));
        }

        return new CdatTable(structures);
    }

    /// <summary>A switch: SSLBIS for latency and for bandwidth from the upstream port to each downstream port.</summary>
    /// <param name="downstreamPorts">Their port numbers.</param>
    /// <param name="latency">Through the switch.</param>
    /// <param name="bandwidth">Through the switch, in units of 1024 MB/s.</param>
    public static CdatTable OfSwitch(IReadOnlyList<int> downstreamPorts, SimTime latency, int bandwidth)
    {
        ArgumentNullException.ThrowIfNull(downstreamPorts);
        var unit = UnitOf(latency);
        return new CdatTable(
        [
            BetweenPorts(AccessLatency, (ulong)unit, downstreamPorts, Units(latency, unit)),
            BetweenPorts(AccessBandwidth, SwitchBandwidthUnit, downstreamPorts, (ushort)bandwidth),
        ]);
    }

    /// <summary>Rounded up: a table promises nothing that is better than the device.</summary>
    private static ushort Units(SimTime latency, long unit) =>
        (ushort)Math.Min(ushort.MaxValue, (latency.Picoseconds + unit - 1) / unit);

    private static long UnitOf(SimTime latency)
    {
        var isExact = latency.Picoseconds % LatencyUnit == 0 || latency.Picoseconds > FineLatencyUnit * ushort.MaxValue;
        return isExact ? LatencyUnit : FineLatencyUnit;
    }

    private static byte[] Structure(byte type, int length)
    {
        var bytes = new byte[length];
        bytes[0] = type;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), (ushort)length);
        return bytes;
    }

    private static byte[] MemoryRange(CdatRange range)
    {
        var bytes = Structure(Dsmas, StructureBytes);
        bytes[4] = range.Handle;
        bytes[5] = (byte)range.Flags;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(0x08), range.Start.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(0x10), range.Length);
        return bytes;
    }

    private static byte[] Latency(byte handle, byte dataType, SimTime latency)
    {
        var unit = UnitOf(latency);
        return LatencyOrBandwidth(handle, dataType, (ulong)unit, Units(latency, unit));
    }

    /// <summary>Rounded down, for the same reason.</summary>
    private static byte[] Bandwidth(byte handle, byte dataType, ulong bytesPerSecond)
    {
        var megabytes = bytesPerSecond / Megabyte;
        var fitting = BandwidthUnits.Where(unit => megabytes / unit <= ushort.MaxValue).DefaultIfEmpty(BandwidthUnits[0]).ToList();
        var unit = fitting.FirstOrDefault(unit => megabytes % unit == 0, fitting[^1]);
        return LatencyOrBandwidth(handle, dataType, unit, (ushort)Math.Min(ushort.MaxValue, megabytes / unit));
    }

    private static byte[] LatencyOrBandwidth(byte handle, byte dataType, ulong unit, ushort value)
    {
        var bytes = Structure(Dslbis, StructureBytes);
        bytes[4] = handle;
        bytes[6] = dataType;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(0x08), unit);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(0x10), value);
        return bytes;
    }

    private static byte[] MemoryType(CdatRange range)
    {
        var bytes = Structure(Dsemts, StructureBytes);
        bytes[4] = range.Handle;
        bytes[5] = range.Flags.HasFlag(DsmasProperties.NonVolatile) ? Persistent : SpecificPurpose;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(0x10), range.Length);
        return bytes;
    }

    private static byte[] BetweenPorts(byte dataType, ulong unit, IReadOnlyList<int> ports, ushort value)
    {
        const int EntriesOffset = 0x10;
        const int EntryBytes = 8;
        var bytes = Structure(Sslbis, EntriesOffset + ports.Count * EntryBytes);
        bytes[4] = dataType;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(0x08), unit);
        for (var index = 0; index < ports.Count; index++)
        {
            var entry = bytes.AsSpan(EntriesOffset + index * EntryBytes);
            BinaryPrimitives.WriteUInt16LittleEndian(entry, UpstreamPort);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], (ushort)ports[index]);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[4..], value);
        }

        return bytes;
    }
}
