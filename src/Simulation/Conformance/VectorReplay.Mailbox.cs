using System.Text.Json;
using CxlFabricSim.Devices;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance;

/// <content>Virtual time, registers of the mailbox, and resets.</content>
internal sealed partial class VectorReplay
{
    private const string SystemReset = "system_reset";

    /// <summary>The clock moves on, and what then is due in the background happens.</summary>
    private StepOutcome Advance(ulong nanoseconds)
    {
        _now += SimTime.FromNanoseconds(checked((long)nanoseconds));
        foreach (var device in _topology.Devices)
            for (var ld = 0; ld < device.LogicalDevices.Count; ld++) device.Advance(ld, _now);
        return StepOutcome.Pass;
    }

    private StepOutcome ReplayRegister(JsonElement step)
    {
        var register = step.Text("reg");
        if (Mailbox(step) is not { } device) return ReplaySwitchRegister(step, register);
        var ld = device.LogicalDevices[0];
        ulong? value = register switch
        {
            "event_status" => ld.Events.Status,
            "mailbox_status" => ld.Commands.Status(_now),
            "background_status" => ld.Commands.BackgroundStatus(_now),
            "memdev_status" => ld.Mailbox.MemoryDeviceStatus(_now),
            _ => null,
        };
        return value is { } found
            ? StepOutcome.Compare(step.Text("value"), $"{found:x16}")
            : StepOutcome.Skip($"register {register} is not replayed", losesState: false);
    }

    /// <summary>The whole machine is reset with its power on: every device of it.</summary>
    private StepOutcome ReplayReset()
    {
        foreach (var device in _topology.Devices)
            for (var ld = 0; ld < device.LogicalDevices.Count; ld++) device.Reset(ld, ResetKind.Conventional, _now);
        return StepOutcome.Pass;
    }
}
