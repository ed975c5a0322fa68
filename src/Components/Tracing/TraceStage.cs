namespace CxlFabricSim.Components.Tracing;

/// <summary>What a request does in a component.</summary>
public enum TraceStage
{
    /// <summary>All of a read, from issue to completion.</summary>
    Read,

    /// <summary>All of a write.</summary>
    Write,

    /// <summary>Waits for the root complex.</summary>
    HostWait,

    /// <summary>Passes core, caches and root complex.</summary>
    Host,

    /// <summary>The request waits for a switch's output.</summary>
    RequestWait,

    /// <summary>The request passes a switch.</summary>
    RequestSwitch,

    /// <summary>Waits in the device.</summary>
    DeviceWait,

    /// <summary>Controller and medium.</summary>
    Device,

    /// <summary>The completion waits for a switch's output.</summary>
    CompletionWait,

    /// <summary>The completion passes a switch.</summary>
    CompletionSwitch,
}
