using CxlFabricSim.Hosts.AddressMap;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Scenarios.Topology;

namespace CxlFabricSim.Simulation.Describing;

/// <summary>Where a host's windows and regions will stand, as the run places them.</summary>
internal sealed class PlacedRegions
{
    private PlacedRegions(IReadOnlyDictionary<string, Hpa> windows, IReadOnlyList<RegionPlan> regions)
    {
        Windows = windows;
        Regions = regions;
    }

    /// <summary>The first address of each window.</summary>
    public IReadOnlyDictionary<string, Hpa> Windows { get; }

    /// <summary>In order of address.</summary>
    public IReadOnlyList<RegionPlan> Regions { get; }

    public static PlacedRegions Of(string host, Scenario scenario, FabricPaths paths)
    {
        var options = scenario.Hosts[host];
        var bridges = options.Bridges.Keys.ToList();
        var map = new HostAddressMap();
        var windows = new Dictionary<string, Hpa>(StringComparer.Ordinal);
        foreach (var (name, window) in options.Windows)
            windows[name] = map.Add(window.Size.Bytes, [.. window.Targets.Select(target => bridges.IndexOf(target))], (int)window.Granularity.Bytes).Start;
        return new PlacedRegions(windows, RegionPlan.Of(host, options, windows, scenario, paths));
    }
}
