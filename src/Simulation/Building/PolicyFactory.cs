using CxlFabricSim.Devices;
using CxlFabricSim.Fabric.Management;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Scenarios.Topology;

namespace CxlFabricSim.Simulation.Building;

/// <summary>Makes the policy by which the fabric manager moves capacity.</summary>
internal static class PolicyFactory
{
    /// <param name="scenario">One without mistakes.</param>
    /// <param name="options">What to move, and when.</param>
    /// <param name="ports">Devices by the manager's ports.</param>
    /// <param name="paths">Which logical device is whose.</param>
    /// <param name="devices">The devices.</param>
    public static RebalancePolicy Create(
        Scenario scenario, RebalanceOptions options, List<string> ports, FabricPaths paths, IReadOnlyDictionary<string, Type3Device> devices) => new(new RebalanceSettings
        {
            Every = options.Every,
            Until = options.Until ?? SimTime.Never,
            Timeout = options.Timeout,
            UnitBytes = options.Unit.Bytes,
            Units = (int)(devices[options.Devices[0]].Regions.RegionBytes / options.Unit.Bytes),
            Devices = [.. options.Devices.Select(name =>
                new RebalanceDevice(ports.IndexOf(name), name, (byte)options.Region, new Dpa(devices[name].Regions.BaseOf(options.Region))))],
            Hosts = [.. HostsOf(scenario).Select(host =>
                new RebalanceHost(host, [.. options.Devices.Select(device => (ushort)paths.Find(host, device)!.LdId)]))],
        });

    /// <summary>Those that report demand, in the order in which the policy numbers them.</summary>
    public static IEnumerable<string> HostsOf(Scenario scenario) => scenario.Hosts.Where(host => host.Value.Demand.Count > 0).Select(host => host.Key);
}
