using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios.Loading;

namespace CxlFabricSim.Simulation.Scenarios;

/// <summary>A whole scenario file: fabric, workload, management and what must hold.</summary>
public sealed record Scenario
{
    public string Name { get; init; } = "";

    /// <summary>Every random choice derives from this number and the name of the actor that makes it.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Timing to start from: one that ships with the program (see configs/presets), or a file. What the scenario says itself wins.</summary>
    public string Preset { get; init; } = "";

    /// <summary>What every host, switch and device has where it does not say otherwise.</summary>
    public DefaultsOptions Defaults { get; init; } = new();

    /// <summary>The run ends at this virtual time; without it, when nothing is left to do.</summary>
    public SimTime? Duration { get; init; }

    /// <summary>Keep account, for every stream, of where the time of its requests goes.</summary>
    public bool Breakdown { get; init; } = true;

    public IReadOnlyDictionary<string, LinkTypeOptions> LinkTypes { get; init; } = new Dictionary<string, LinkTypeOptions>();

    public IReadOnlyDictionary<string, HostOptions> Hosts { get; init; } = new Dictionary<string, HostOptions>();

    public IReadOnlyDictionary<string, SwitchOptions> Switches { get; init; } = new Dictionary<string, SwitchOptions>();

    public IReadOnlyDictionary<string, DeviceOptions> Devices { get; init; } = new Dictionary<string, DeviceOptions>();

    public IReadOnlyDictionary<string, LinkOptions> Links { get; init; } = new Dictionary<string, LinkOptions>();

    /// <summary>A fabric by shape and counts, beside what is spelled out.</summary>
    public TopologyOptions? Topology { get; init; }

    /// <summary>Follows links, streams and devices over time.</summary>
    public SamplingOptions? Sampling { get; init; }

    /// <summary>Where actors live in a run over several nodes; the results do not depend on it.</summary>
    public PlacementOptions Placement { get; init; } = new();

    public RoutingOptions Routing { get; init; } = new();

    public ManagerOptions Manager { get; init; } = new();

    /// <summary>Where fabric managers outside reach a fabric that is served.</summary>
    public ManagementOptions Management { get; init; } = new();

    /// <summary>What must hold when the run has ended, each as "metric operator number", for example "hosts.host0.verifyFailures == 0".</summary>
    public IReadOnlyList<string> Expectations { get; init; } = [];

    /// <summary>Where a key path was written, for mistakes that show only when the fabric is built; nowhere for a scenario made in code.</summary>
    internal Func<string, SourcePosition> Locate { get; init; } = _ => new SourcePosition("scenario");
}
