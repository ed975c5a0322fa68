using CxlFabricSim.Components.Cdat;
using CxlFabricSim.Devices.Memory;

namespace CxlFabricSim.Devices;

/// <summary>What a Type 3 device is made of. The device owns the backends and disposes them.</summary>
public sealed record Type3Options
{
    /// <summary>For messages.</summary>
    public string Name { get; init; } = "";

    public DeviceProfile Profile { get; init; } = DeviceProfile.Cxl;

    /// <summary>1 to 16; the static memory is shared out among them in equal parts.</summary>
    public int LogicalDevices { get; init; } = 1;

    /// <summary>Ports to hosts, of a multi-headed device more than one; logical device n is reached through head n modulo their number.</summary>
    public int Heads { get; init; } = 1;

    public MemoryBackend? Volatile { get; init; }

    public MemoryBackend? Persistent { get; init; }

    public MemoryBackend? Dynamic { get; init; }

    /// <summary>1 to 8 regions of equal length over the dynamic memory.</summary>
    public int DynamicRegions { get; init; } = 1;

    /// <summary>A bit for each dynamic region whose capacity several hosts may have at once, under one tag.</summary>
    public uint ShareableRegions { get; init; }

    /// <summary>The size of the label storage area in Identify Memory Device.</summary>
    public uint LabelStorageBytes { get; init; }

    /// <summary>The serial number; zero for none.</summary>
    public ulong Serial { get; init; }

    /// <summary>What CDAT promises of the memory; what the profile says when left out.</summary>
    public MemoryPerformance? Performance { get; init; }

    /// <summary>The link runs 256-byte flits.</summary>
    public bool IsFlit256 { get; init; }

    /// <summary>The device can keep hosts coherent by back-invalidation (HDM-DB), which takes 256-byte flits.</summary>
    public bool HasBackInvalidate { get; init; }
}
