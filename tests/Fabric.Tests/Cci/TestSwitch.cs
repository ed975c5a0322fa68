using CxlFabricSim.Components.Registers;
using CxlFabricSim.Fabric.Cci;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Tests.Cci;

/// <summary>
/// A switch with upstream ports 0 and 1, a multi-logical device of four behind port 2, a single-logical one behind 3 and 4, nothing behind 5;
/// two virtual switches of three vPPBs, none bound.
/// </summary>
internal sealed class TestSwitch
{
    public const byte Mld = 2;
    public const byte Sld = 3;
    public const byte OtherSld = 4;
    public const byte Empty = 5;

    private static readonly PcieLink Link = new(5, 16);

    public TestSwitch(SwitchCciProfile? profile = null)
    {
        Component = new SwitchComponent(new SwitchDescription("sw0",
            [
                new(0, PortRole.Upstream, Link), new(1, PortRole.Upstream, Link),
                Behind(Mld, new ConnectedDevice(4, 20, Link)), Behind(Sld, new ConnectedDevice(1, 21, Link)),
                Behind(OtherSld, new ConnectedDevice(1, 22, Link)), Behind(Empty, null),
            ],
            [new ManagedVcs(0, 0, 3), new ManagedVcs(1, 1, 3)])
        { Serial = 7, Profile = profile ?? SwitchCciProfile.Cxl });
    }

    public SwitchComponent Component { get; }

    public SimTime Now { get; set; } = SimTime.FromMicroseconds(1);

    /// <summary>The answer to a command, which must not wait for a device.</summary>
    public CciMessage Ask(Opcode opcode, params byte[] payload)
    {
        var answer = Component.Handle(CciMessage.Request(9, opcode, payload), 0, Now);
        Assert.NotNull(answer);
        return answer;
    }

    public MailboxReturnCode Code(Opcode opcode, params byte[] payload) => Ask(opcode, payload).ReturnCode;

    public MailboxReturnCode Bind(byte vcs, byte vppb, byte port, ushort ld = 0xFFFF) =>
        Code(Opcode.BindVppb, vcs, vppb, port, 0, (byte)ld, (byte)(ld >> 8));

    public MailboxReturnCode Unbind(byte vcs, byte vppb, byte option) => Code(Opcode.UnbindVppb, vcs, vppb, option);

    /// <summary>What the switch was told to do since the last call.</summary>
    public List<SwitchAction> Actions()
    {
        var actions = new List<SwitchAction>();
        while (Component.TryTakeAction(out var action)) actions.Add(action!);
        return actions;
    }

    /// <summary>Status, port and logical device of a vPPB in Get Virtual CXL Switch Info.</summary>
    public byte[] StateOf(byte vcs, byte vppb) => Ask(Opcode.GetVirtualSwitchInfo, vppb, 1, 1, vcs).Payload.Span.Slice(8, 3).ToArray();

    /// <summary>The background operation: running, opcode and return code.</summary>
    public (bool IsRunning, int Percent, int Opcode, int ReturnCode) Background()
    {
        var status = Ask(Opcode.BackgroundOperationStatus).Payload.Span;
        return ((status[0] & 1) != 0, status[0] >> 1, status[2] | status[3] << 8, status[4] | status[5] << 8);
    }

    private static PhysicalPort Behind(byte id, ConnectedDevice? device) => new(id, PortRole.Downstream, Link) { Device = device };
}
