using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Scenarios.Topology;

namespace CxlFabricSim.Simulation.Building;

/// <summary>
/// A region of a host, placed: where it starts, what it shows, and over what it interleaves. Granules go round the window's host
/// bridges first, then a bridge's root ports, then a switch's vPPBs.
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

    /// <summary>Host bridges that the window interleaves over.</summary>
    public required int BridgeWays { get; init; }

    public ulong Bytes => PartBytes * (ulong)Paths.Count;

    /// <summary>The dynamic capacity region that it shows, or -1.</summary>
    public int DynamicRegion => Memory < RegionMemory.Dc0 ? -1 : Memory - RegionMemory.Dc0;

    /// <summary>Root ports below one bridge, in interleave order.</summary>
    public IReadOnlyList<string> RootPortsOf(string bridge) =>
        [.. Paths.Where(path => path.Bridge == bridge).Select(path => path.RootPort).Distinct(StringComparer.Ordinal)];

    /// <summary>vPPBs below one root port, in interleave order.</summary>
    public IReadOnlyList<int> VppbsOf(string rootPort) =>
        [.. Paths.Where(path => path.RootPort == rootPort).Select(path => path.Switch!.Vppb)];

    /// <summary>Plans the regions of a host in the order in which their addresses follow one another: windows, and in each regions, by name.</summary>
    public static IReadOnlyList<RegionPlan> Of(string host, HostOptions options, IReadOnlyDictionary<string, Hpa> windows, Scenario scenario, FabricPaths paths)
    {
        var plans = new List<RegionPlan>();
        foreach (var (windowName, window) in options.Windows)
        {
            var next = windows[windowName];
            foreach (var (name, region) in options.Regions.Where(region => region.Value.Window == windowName))
            {
                var plan = new RegionPlan
                {
                    Name = name,
                    Memory = region.Memory,
                    Start = next,
                    PartBytes = PartBytesOf(scenario.Devices[region.Devices[0]], region.Memory),
                    Granularity = (int)region.Granularity.Bytes,
                    Paths = [.. region.Devices.Select(device => paths.Find(host, device)!)],
                    BridgeWays = window.Targets.Count,
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
