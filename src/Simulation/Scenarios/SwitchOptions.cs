using System.ComponentModel.DataAnnotations;
using CxlFabricSim.Fabric.Switching;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Scenarios;

/// <summary>A switch: physical ports and the virtual CXL switches that share them.</summary>
public sealed record SwitchOptions
{
    /// <summary>Port to port, pipelined: a latency, not a service time.</summary>
    public SimTime Latency { get; init; } = SimTime.FromNanoseconds(70);

    /// <summary>A port takes no message faster than this, however fast its link is.</summary>
    public SimTime ServiceTime { get; init; }

    /// <summary>Which input goes next where several want one output.</summary>
    public Arbitration Arbitration { get; init; }

    /// <summary>For weighted arbitration: messages in a row of a port; 1 for ports that are not named.</summary>
    public IReadOnlyDictionary<string, int> Weights { get; init; } = new Dictionary<string, int>();

    public Queueing Queueing { get; init; }

    /// <summary>Physical ports by name, in port-number order.</summary>
    public IReadOnlyList<string> Ports { get; init; } = [];

    public IReadOnlyDictionary<string, VcsOptions> Vcs { get; init; } = new Dictionary<string, VcsOptions>();

    /// <summary>Ports for destinations (a host, for all its root ports, or a device) that do not go the computed way.</summary>
    public IReadOnlyDictionary<string, string> Routes { get; init; } = new Dictionary<string, string>();
}

/// <summary>How what has come in at a port waits for its output.</summary>
public enum Queueing
{
    /// <summary>In a queue for each output: nobody is held up by what goes elsewhere.</summary>
    PerOutput,

    /// <summary>In one queue a message class: what stands at its head holds up all behind it.</summary>
    SharedFifo,
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
