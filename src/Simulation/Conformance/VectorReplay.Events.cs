using System.Text.Json;
using CxlFabricSim.Components.Ras;

namespace CxlFabricSim.Simulation.Conformance;

/// <content>Injected events, poison and errors, and the RAS registers.</content>
internal sealed partial class VectorReplay
{
    private StepOutcome ReplayInjection(JsonElement step)
    {
        if (!step.Has("return") && !step.Has("error")) return StepOutcome.Skip("a request without a recorded answer", losesState: true);
        var error = InjectionRequest.Carry(step.Text("qmp"), step.Need("args"), _topology, _now);
        return StepOutcome.Compare(step.Has("error") ? step.GetProperty("error").Text("desc") : "success", error ?? "success");
    }

    private StepOutcome ReplayRasRegisters(JsonElement step)
    {
        if (Mailbox(step) is not { } device) return StepOutcome.Skip("the RAS registers of a switch are not replayed", losesState: false);
        var registers = new byte[RasCapability.Bytes];
        device.LogicalDevices[0].Ras.CopyTo(registers);
        return StepOutcome.Compare(step.Text("ras_registers"), Convert.ToHexStringLower(registers));
    }

    private StepOutcome ReplayRasWrite(JsonElement step)
    {
        if (Mailbox(step) is not { } device) return StepOutcome.Skip("the RAS registers of a switch are not replayed", losesState: true);
        device.LogicalDevices[0].Ras.Write32(checked((int)step.Hex("ras_write")), checked((uint)step.Hex("value")));
        return StepOutcome.Pass;
    }
}
