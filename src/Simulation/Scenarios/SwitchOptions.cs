using System.ComponentModel.DataAnnotations;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Scenarios;

/// <summary>A switch: physical ports and the virtual CXL switches that share them.</summary>
public sealed record SwitchOptions
{
    /// <summary>Port to port, pipelined: a latency, not a service time.</summary>
    public SimTime Latency { get; init; } = SimTime.FromNanoseconds(70);

    /// <summary>Physical ports by name, in port-number order.</summary>
    public IReadOnlyList<string> Ports { get; init; } = [];

    public IReadOnlyDictionary<string, VcsOptions> Vcs { get; init; } = new Dictionary<string, VcsOptions>();

    /// <summary>Ports for destinations (a host, for all its root ports, or a device) that do not go the computed way.</summary>
    public IReadOnlyDictionary<string, string> Routes { get; init; } = new Dictionary<string, string>();
}

/// <summary>A virtual CXL switch: one upstream port and vPPBs.</summary>
public sealed record VcsOptions
{
    /// <summary>A name of the switch's ports.</summary>
    [Required]
    public string Upstream { get; init; } = "";

    /// <summary>In vPPB order.</summary>
    public IReadOnlyList<VppbOptions> Vppbs { get; init; } = [];
}

/// <summary>A vPPB and what it is bound to.</summary>
public sealed record VppbOptions
{
    /// <summary>A downstream port of the switch; empty while unbound.</summary>
    public string Port { get; init; } = "";

    /// <summary>Instead of a port: a device anywhere on the fabric, reached by its id.</summary>
    public string Device { get; init; } = "";

    /// <summary>The logical device behind the port.</summary>
    public int Ld { get; init; }
}
