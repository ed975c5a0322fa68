using System.ComponentModel.DataAnnotations;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Scenarios;

/// <summary>The fabric manager's part in the story: steps made one after the other.</summary>
public sealed record ManagerOptions
{
    /// <summary>From the manager to a device's management interface, one way.</summary>
    public SimTime Latency { get; init; } = SimTime.FromNanoseconds(1000);

    /// <summary>Between two looks at a device's extent list while a step waits for a host.</summary>
    public SimTime PollInterval { get; init; } = SimTime.FromMicroseconds(5);

    public IReadOnlyList<StepOptions> Steps { get; init; } = [];

    public RebalanceOptions? Rebalance { get; init; }
}

/// <summary>One request of the manager; the step ends when the hosts have answered it.</summary>
public sealed record StepOptions
{
    /// <summary>Not before this time.</summary>
    public SimTime At { get; init; }

    [Required]
    public StepAction Action { get; init; }

    /// <summary>Whom the step is about; bind, unbind, plug and unplug leave it out.</summary>
    public string Host { get; init; } = "";

    /// <summary>The devices asked, each for the same extents: several for an interleaved region. Bind, unbind, plug and unplug leave it out.</summary>
    public IReadOnlyList<string> Devices { get; init; } = [];

    /// <summary>Dynamic capacity region 0 to 7.</summary>
    public int Region { get; init; }

    /// <summary>Who chooses the extents.</summary>
    public StepPolicy Policy { get; init; }

    /// <summary>What an add with any other policy than prescriptive is to give, on each device.</summary>
    public ByteSize Length { get; init; }

    public IReadOnlyList<ExtentOptions> Extents { get; init; } = [];

    /// <summary>Of action inject, and only there.</summary>
    public FaultOptions? Fault { get; init; }

    /// <summary>In a release: the capacity goes at once, without the host's answer.</summary>
    public bool Forced { get; init; }

    /// <summary>Of actions bind, unbind, plug and unplug: the switch.</summary>
    public string Switch { get; init; } = "";

    /// <summary>Of actions bind and unbind: the virtual switch.</summary>
    public string Vcs { get; init; } = "";

    /// <summary>Of actions bind and unbind: the place of the vPPB in its virtual switch.</summary>
    public int Vppb { get; init; }

    /// <summary>Of actions bind, plug and unplug: the downstream port.</summary>
    public string Port { get; init; } = "";

    /// <summary>Of action bind, instead of a port: a device behind another switch, reached by its id.</summary>
    public string Device { get; init; } = "";

    /// <summary>Of action bind: the logical device behind the port.</summary>
    public int Ld { get; init; }

    /// <summary>Of action unbind: how the host loses what is bound.</summary>
    public UnbindMode Mode { get; init; }

    /// <summary>A UUID that goes with the extents; policies other than prescriptive need one.</summary>
    public string Tag { get; init; } = "";

    /// <summary>The step has failed when the host has not answered by then.</summary>
    public SimTime Timeout { get; init; } = SimTime.FromMicroseconds(10_000);
}

/// <summary>What a manager's step asks for.</summary>
public enum StepAction
{
    /// <summary>Initiate Dynamic Capacity Add.</summary>
    Add,

    /// <summary>Initiate Dynamic Capacity Release.</summary>
    Release,

    /// <summary>Something goes wrong in the device, as the host sees it: the step's fault says what.</summary>
    Inject,

    /// <summary>Bind vPPB: what is behind a port becomes a host's.</summary>
    Bind,

    /// <summary>Unbind vPPB.</summary>
    Unbind,

    /// <summary>The device behind a port is pulled out: its hosts lose it without a word.</summary>
    Unplug,

    /// <summary>It is plugged in again, and what was bound is there again.</summary>
    Plug,
}

/// <summary>What follows from an action.</summary>
internal static class StepActions
{
    /// <summary>A switch is asked, and no device.</summary>
    public static bool IsForSwitch(this StepAction action) => action is StepAction.Bind or StepAction.Unbind or StepAction.Plug or StepAction.Unplug;
}

/// <summary>How a host loses what is bound to a vPPB.</summary>
public enum UnbindMode
{
    /// <summary>It is asked to let go first.</summary>
    Managed,

    /// <summary>Without a word.</summary>
    Surprise,

    /// <summary>When the link goes down by itself.</summary>
    LinkDown,
}

/// <summary>What goes wrong in a device.</summary>
public sealed record FaultOptions
{
    [Required]
    public FaultKind Kind { get; init; }

    /// <summary>Where, as a DPA of the host's logical device. Poison takes whole lines.</summary>
    public ByteSize Address { get; init; }

    /// <summary>How many bytes are poisoned; a multiple of 64 B.</summary>
    public ByteSize Length { get; init; } = new(Sizes.Line);

    /// <summary>The log that an event goes to.</summary>
    public FaultLog Log { get; init; } = FaultLog.Failure;

    /// <summary>The media need maintenance; Perform Maintenance at the address will find it.</summary>
    public bool MaintenanceNeeded { get; init; }

    /// <summary>The memory event type of an event (CXL 3.x, the event's record), or the bit of a protocol error in its status register.</summary>
    public int Type { get; init; }

    /// <summary>Of a memory module event, in degrees Celsius.</summary>
    public int Temperature { get; init; } = 40;
}

/// <summary>The event logs that faults go to.</summary>
public enum FaultLog
{
    Informational,
    Warning,
    Failure,
    Fatal,
}

/// <summary>Who chooses the extents of a manager's step.</summary>
public enum StepPolicy
{
    /// <summary>The step lists them.</summary>
    Prescriptive,

    /// <summary>Add: the device, wherever there is room.</summary>
    Free,

    /// <summary>Add: the device, in one piece.</summary>
    Contiguous,

    /// <summary>Add: what another host has under the tag, in a shareable region.</summary>
    Shared,

    /// <summary>Release: all that the host has under the tag.</summary>
    Tag,
}

/// <summary>An extent by its place in a dynamic capacity region; both numbers are multiples of the block size, 2 MiB.</summary>
public sealed record ExtentOptions
{
    public ByteSize Offset { get; init; }

    [Required]
    public ByteSize Length { get; init; }
}
