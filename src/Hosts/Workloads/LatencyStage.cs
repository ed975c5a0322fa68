namespace CxlFabricSim.Hosts.Workloads;

/// <summary>A part of a line's way from the core to the medium and back.</summary>
public enum LatencyStage
{
    /// <summary>Waiting for the host's root complex, and, where lines are verified, for an access of the same line to end.</summary>
    HostWait,

    /// <summary>The request waited in switches.</summary>
    RequestWait,

    /// <summary>Waiting in the device: for its queue, its controller, a bank or the data bus.</summary>
    DeviceWait,

    /// <summary>The medium, beyond the device's constant latency.</summary>
    Medium,

    /// <summary>The completion waited in switches.</summary>
    CompletionWait,

    /// <summary>All else: links, pipelines of host and switches, the device's constant latency, and waiting for the links of host and device.</summary>
    Path,
}
