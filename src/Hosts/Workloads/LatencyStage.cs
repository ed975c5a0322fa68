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

    /// <summary>Links, there and back: line, flits, propagation, and waiting for those of host and device.</summary>
    Links,

    /// <summary>Core, caches and root complex; and all of a line that the host answered itself.</summary>
    Host,

    /// <summary>The pipelines of switches, there and back.</summary>
    Switches,

    /// <summary>The device's constant latency, pin to pin.</summary>
    Device,
}
