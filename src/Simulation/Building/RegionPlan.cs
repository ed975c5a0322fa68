using CxlFabricSim.Devices;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Scenarios.Topology;

namespace CxlFabricSim.Simulation.Building;

/// <summary>
/// A region of a host, placed: where it starts, what it shows, and over what it interleaves.
/// </summary>
internal sealed record RegionPlan
{
    public required string Name { get; init; }

    public required RegionMemory Memory { get; init; }

    public required Hpa Start { get; init; }

    /// <summary>Bytes of the region on one device.</summary>
    public required ulong PartBytes { get; init; }

    public required int Granularity { get; init; }

    /// <summary>The devices in interleave order, each by its path.</summary>
    public required IReadOnlyList<FabricPath> Paths { get; init; }

    /// <summary>The components that decode it, from the window down.</summary>
    public required InterleaveLevels Levels { get; init; }

    public ulong Bytes => PartBytes * (ulong)Paths.Count;

    /// <summary>The dynamic capacity region that it shows, or -1.</summary>
    public int DynamicRegion => Memory < RegionMemory.Dc0 ? -1 : Memory - RegionMemory.Dc0;

    /// <summary>Where the part of the region starts in a logical device.</summary>
    public Dpa PartStart(Type3Device device, int ldId) => Memory switch
    {
        RegionMemory.Volatile => new Dpa(0),
        RegionMemory.Persistent => new Dpa(device.LogicalDevices[ldId].VolatileBytes),
        _ => new Dpa(device.Regions.BaseOf(DynamicRegion)),
    };

    /// <summary>Plans the regions of a host in the order in which their addresses follow one another: windows, and in each regions, by name.</summary>
    public static IReadOnlyList<RegionPlan> Of(string host, HostOptions options, IReadOnlyDictionary<string, Hpa> windows, Scenario scenario, FabricPaths paths)
    {
        var plans = new List<RegionPlan>();
        foreach (var (windowName, window) in options.Windows)
        {
            var next = windows[windowName];
            foreach (var (name, region) in options.Regions.Where(region => region.Value.Window == windowName))
            {
                var devices = region.Devices.Select(device => paths.Find(host, device)!).ToArray();
                var plan = new RegionPlan
                {
                    Name = name,
                    Memory = region.Memory,
                    Start = next,
                    PartBytes = PartBytesOf(scenario.Devices[region.Devices[0]], region.Memory),
                    Granularity = (int)region.Granularity.Bytes,
                    Paths = devices,
                    Levels = InterleaveLevels.Of(window.Targets, devices),
                };
                next += plan.Bytes;
                plans.Add(plan);
            }
        }

        return plans;
    }

    private static ulong PartBytesOf(DeviceOptions device, RegionMemory memory) => memory switch
    {
        RegionMemory.Volatile => device.Volatile.Size.Bytes / (ulong)device.LogicalDevices,
        RegionMemory.Persistent => device.Persistent.Size.Bytes / (ulong)device.LogicalDevices,
        _ => device.Dynamic.Size.Bytes / (ulong)device.Dynamic.Regions,
    };
}
