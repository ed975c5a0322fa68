using System.Globalization;
using System.Text.Json;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance;

/// <content>Mailbox commands and management requests.</content>
internal sealed partial class VectorReplay
{
    /// <summary>Commands that only ask: leaving one out loses nothing.</summary>
    private static readonly HashSet<int> Queries =
    [
        0x0001, 0x0002, 0x0003, 0x0102, 0x0200, 0x0400, 0x0401, 0x0500, 0x0501, 0x4102, 0x4200, 0x4201, 0x4203, 0x4300, 0x4303, 0x4500,
        0x5100, 0x5101, 0x5600, 0x5601,
    ];

    private readonly byte[] _output = new byte[CommandTable.PayloadBytes];

    private StepOutcome ReplayCommand(JsonElement step)
    {
        var opcode = ushort.Parse(step.Text("opcode"), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        if (!step.Has("rc")) return StepOutcome.Skip("a command without a recorded answer", losesState: true);
        var expectedCode = step.Int("rc");
        if (Mailbox(step) is not { } device) return ReplaySwitchCommand(step, (Opcode)opcode);
        if (!device.LogicalDevices[0].Commands.Knows((Opcode)opcode) && expectedCode != (int)MailboxReturnCode.Unsupported)
            return StepOutcome.Skip($"opcode {opcode:x4}h is not replayed", ChangesState(opcode, expectedCode));

        var code = device.Execute(0, (Opcode)opcode, step.Bytes("in"), _output, _now, out var written);
        return CompareAnswer(step, code, written);
    }

    private StepOutcome CompareAnswer(JsonElement answer, MailboxReturnCode code, int written) => StepOutcome.Compare(
        $"rc {answer.Int("rc")} {answer.Text("out")}",
        $"rc {(int)code} {Convert.ToHexStringLower(_output.AsSpan(0, written))}");

    private static bool ChangesState(int opcode, int code) =>
        code is (int)MailboxReturnCode.Success or (int)MailboxReturnCode.BackgroundCommandStarted && !Queries.Contains(opcode);

    private StepOutcome ReplayManagement(JsonElement step)
    {
        var request = step.Text("qmp");
        if (InjectionRequest.Knows(request)) return ReplayInjection(step);
        if (request == SystemReset) return ReplayReset();
        var isRelease = request == "cxl-release-dynamic-capacity";
        if (!isRelease && request != "cxl-add-dynamic-capacity")
            return StepOutcome.Skip($"request {request} is not replayed", losesState: !step.Has("error"));
        if (!step.Has("return") && !step.Has("error")) return StepOutcome.Skip("a request without a recorded answer", losesState: true);
        var error = ManagementRequest.Carry(step.Need("args"), isRelease, _topology, _now);
        return StepOutcome.Compare(step.Has("error") ? step.GetProperty("error").Text("desc") : "success", error ?? "success");
    }
}
