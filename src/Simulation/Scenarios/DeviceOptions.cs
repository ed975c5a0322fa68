using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios.Binding;

namespace CxlFabricSim.Simulation.Scenarios;

/// <summary>A Type 3 device. DPA order: volatile, persistent, dynamic capacity regions.</summary>
public sealed record DeviceOptions
{
    /// <summary>Behaviour where QEMU departs from the specification: cxl or qemu-11.</summary>
    public string Profile { get; init; } = "cxl";

    /// <summary>The serial number. Zero: one that follows from the name, as the specification wants one; none with qemu-11.</summary>
    public ulong Serial { get; init; }

    /// <summary>Logical devices, over all heads; each is bound to one host and shows an equal part of the static capacity.</summary>
    public int LogicalDevices { get; init; } = 1;

    /// <summary>Ports of the device: with several, links end at NAME.head0 and so on, and logical device n belongs to head n modulo their number.</summary>
    public int Heads { get; init; } = 1;

    public BackingOptions Volatile { get; init; } = new();

    public BackingOptions Persistent { get; init; } = new();

    public DynamicOptions Dynamic { get; init; } = new();

    /// <summary>The label storage area of a device with persistent memory, for namespaces and regions; up to 256 MiB.</summary>
    public ByteSize LabelStorage { get; init; } = new(128 * Sizes.KiB);

    /// <summary>A read with nothing in its way, pin to pin, constant: controller and medium; with dram, of an open row.</summary>
    public SimTime Latency { get; init; } = SimTime.FromNanoseconds(80);

    /// <summary>A write with nothing in its way, pin to pin; as long as a read when left out.</summary>
    public SimTime? WriteLatency { get; init; }

    /// <summary>Bandwidth of the medium, all lines together; of a medium that neither dram nor curve describes.</summary>
    public Bandwidth Bandwidth { get; init; } = new(38_400_000_000);

    /// <summary>Lines that the controller reads; as fast as medium and link are when left out.</summary>
    public Bandwidth? ReadBandwidth { get; init; }

    /// <summary>Lines that the controller writes.</summary>
    public Bandwidth? WriteBandwidth { get; init; }

    /// <summary>Accesses that the controller holds; without it, it works out of the buffers of its links.</summary>
    public int QueueDepth { get; init; }

    /// <summary>DRAM behind the controller, with channels and banks.</summary>
    public DramOptions? Dram { get; init; }

    /// <summary>A measured curve behind the controller: CSV lines of bandwidth in GB/s and latency in ns, by rising bandwidth.</summary>
    [FilePath]
    public string Curve { get; init; } = "";
}

/// <summary>DRAM as a device's medium.</summary>
[ShortForm(nameof(Type))]
public sealed record DramOptions
{
    /// <summary>ddr4-3200, ddr5-4800 or ddr5-5600.</summary>
    public string Type { get; init; } = "ddr5-4800";

    /// <summary>Modules, each with a 64-bit data bus: 1, 2, 4, 8 or 16.</summary>
    public int Modules { get; init; } = 1;

    /// <summary>Ranks of a module: 1, 2 or 4.</summary>
    public int Ranks { get; init; } = 1;

    /// <summary>Lines that each channel holds back, to write them in batches.</summary>
    public int WriteQueue { get; init; } = 32;

    public PagePolicy Pages { get; init; }
}

/// <summary>What becomes of a row that has been used.</summary>
public enum PagePolicy
{
    /// <summary>It stays open for more.</summary>
    Open,

    /// <summary>It is closed.</summary>
    Closed,
}

/// <summary>Memory behind a partition: anonymous, or a file that survives the run.</summary>
[ShortForm(nameof(Size))]
public record BackingOptions
{
    /// <summary>A multiple of 256 MiB for each logical device; zero for none.</summary>
    public ByteSize Size { get; init; }

    /// <summary>A file to map, created sparse when missing, relative to the scenario file; anonymous memory when empty.</summary>
    [FilePath]
    public string Path { get; init; } = "";

    /// <summary>Anonymous memory in huge pages: faster, and one touched byte costs 2 MiB.</summary>
    public bool HugePages { get; init; }
}

/// <summary>Dynamic capacity: one backing, cut into regions of equal length.</summary>
public sealed record DynamicOptions : BackingOptions
{
    /// <summary>1 to 8; each region's length is size / regions and a multiple of 256 MiB.</summary>
    public int Regions { get; init; } = 1;

    /// <summary>Regions, by number, whose capacity several hosts may have at once, under one tag.</summary>
    public IReadOnlyList<int> Shareable { get; init; } = [];
}
