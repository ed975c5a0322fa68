using System.Text.Json;
using CxlFabricSim.Components.Registers;
using CxlFabricSim.Fabric.Cci;
using CxlFabricSim.Fabric.Registers;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance;

/// <content>The mailbox of a switch: its own commands, and those that it carries to the devices below.</content>
internal sealed partial class VectorReplay
{
    private SwitchComponent? _switch;

    /// <summary>The switch with the mailbox function; there is one when no device's mailbox is meant.</summary>
    private SwitchComponent Switch => _switch ??= SwitchOf(vector.Need("device"))
        ?? throw new VectorFormatException("a switch mailbox is meant, and there is none");

    private StepOutcome ReplaySwitchCommand(JsonElement step, Opcode opcode)
    {
        var request = CciMessage.Request(0, opcode, step.Bytes("in"));
        var answer = Switch.Handle(request, 0, _now) ?? CarryThrough();
        return StepOutcome.Compare(
            $"rc {step.Int("rc")} {step.Text("out")}",
            $"rc {(int)answer.ReturnCode} {Convert.ToHexStringLower(answer.Payload.Span)}");
    }

    /// <summary>Takes a request to the device behind the port, as the link would, and its answer back.</summary>
    private CciMessage CarryThrough()
    {
        while (Switch.TryTakeAction(out var action))
        {
            if (action is not SwitchAction.Forward forward) continue;
            var device = _topology.BehindSwitchPort(forward.Port);
            var code = device!.ExecuteManagement(forward.Message.Opcode, forward.Message.Payload.Span, _output, _now, out var written);
            return Switch.Complete(forward.Ticket, forward.Message.Respond(code, _output.AsMemory(0, written))).Answer;
        }

        throw new InvalidOperationException("the switch waits for an answer and has asked nobody");
    }

    private StepOutcome ReplaySwitchRegister(JsonElement step, string register)
    {
        ulong? value = register switch
        {
            "mailbox_status" => Switch.Commands.Status(_now),
            "background_status" => Switch.Commands.BackgroundStatus(_now),
            "memdev_status" => DeviceRegisters.ReadyMemoryDevice,
            _ => null,
        };
        return value is { } found
            ? StepOutcome.Compare(step.Text("value"), $"{found:x16}")
            : StepOutcome.Skip($"register {register} of a switch is not replayed", losesState: false);
    }

    private SwitchComponent? SwitchOf(JsonElement parent)
    {
        var below = parent.Has("host_bridges") ? parent.Items("host_bridges").SelectMany(bridge => bridge.Items("ports")) : parent.Items("ports");
        foreach (var port in below.Where(port => port.Has("child") && port.GetProperty("child").Has("switch")))
        {
            var json = port.GetProperty("child").GetProperty("switch");
            if (json.Flag("cci")) return Create(json);
            if (SwitchOf(json) is { } deeper) return deeper;
        }

        return null;
    }

    private SwitchComponent Create(JsonElement json)
    {
        var registers = new SwitchProfile();
        var upstream = new PhysicalPort(checked((byte)json.NumberOr("port", 0)), PortRole.Upstream, registers.UpstreamLink);
        var ports = json.Items("ports")
            .Select(port => new PhysicalPort(checked((byte)port.Int("port")), PortRole.Downstream, registers.DownstreamLink)
            {
                Device = DeviceBehind(port),
            })
            .Append(upstream).OrderBy(port => port.Id).ToList();
        return new SwitchComponent(new SwitchDescription(json.Text("name"), ports, [new ManagedVcs(0, upstream.Id, 0)])
        {
            Profile = SwitchCciProfile.Qemu11,
            Registers = registers,
            Serial = json.NumberOr("serial", 0),
            Decoders = _topology.FindDecoders(json.Text("name"))!.DecoderCount,
        });
    }

    private ConnectedDevice? DeviceBehind(JsonElement port)
    {
        if (!port.Has("child") || !port.GetProperty("child").Has("type3")) return null;
        var device = _topology.FindDevice(port.GetProperty("child").GetProperty("type3").Text("name"))!;
        return new ConnectedDevice(device.LogicalDevices.Count, 1, device.Profile.Registers.Link, device.IsFlit256);
    }
}
