using System.Buffers.Binary;
using CxlFabricSim.Components.Events;
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

    /// <summary>Not among the ports unless the switch is one of several: the way to another, behind which is a device of two.</summary>
    public const byte Onward = 6;
    public const ushort FarDevice = 30;

    /// <summary>Only where the switch has it: head 1 of a device with two, which shows two of its four logical devices.</summary>
    public const byte SecondHead = 7;
    public const ushort TwoHeads = 31;

    private static readonly PcieLink Link = new(5, 16);

    public TestSwitch(bool isOneOfSeveral = false, SwitchCciProfile? profile = null, bool hasHead = false)
    {
        Component = new SwitchComponent(new SwitchDescription("sw0",
            [
                new(0, PortRole.Upstream, Link), new(1, PortRole.Upstream, Link),
                Behind(Mld, new ConnectedDevice(4, 20, Link) { Number = 6 }), Behind(Sld, new ConnectedDevice(1, 21, Link)),
                Behind(OtherSld, new ConnectedDevice(1, 22, Link)), Behind(Empty, null),
                .. isOneOfSeveral ? [new PhysicalPort(Onward, PortRole.Fabric, Link) { LeadsToSwitch = true }] : Array.Empty<PhysicalPort>(),
                .. hasHead ? [Behind(SecondHead, new ConnectedDevice(2, TwoHeads, Link) { Heads = 2, Head = 1 })] : Array.Empty<PhysicalPort>(),
            ],
            [new ManagedVcs(0, 0, 3) { IsDriven = true }, new ManagedVcs(1, 1, 3) { IsDriven = true }])
        {
            Serial = 7,
            Profile = profile ?? SwitchCciProfile.Cxl,
            FarDevices = isOneOfSeveral
                ? new Dictionary<ushort, (byte, ConnectedDevice)> { [FarDevice] = (Onward, new ConnectedDevice(2, FarDevice, Link)) }
                : new Dictionary<ushort, (byte, ConnectedDevice)>(),
        });
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

    /// <summary>What the host of a virtual switch reads in the config space of a vPPB.</summary>
    public uint ReadVppb(int vcs, int vppb, int offset)
    {
        var data = 0u;
        Assert.True(Component.TryConfigure(vcs, vppb, new ConfigurationRequest(offset, 0xF, IsWrite: false), ref data, Now));
        return data;
    }

    /// <summary>What the host writes there, in the bytes that are enabled.</summary>
    public void WriteVppb(int vcs, int vppb, int offset, uint data, int byteEnables = 0xF) =>
        Assert.True(Component.TryConfigure(vcs, vppb, new ConfigurationRequest(offset, byteEnables, IsWrite: true), ref data, Now));

    /// <summary>The records of an event log, oldest first.</summary>
    public List<byte[]> Events(EventLogKind log)
    {
        var answer = Ask(Opcode.GetEventRecords, (byte)log).Payload;
        var count = BinaryPrimitives.ReadUInt16LittleEndian(answer.Span[0x14..]);
        return [.. Enumerable.Range(0, count).Select(index => answer.Slice(0x20 + index * EventRecord.Bytes, EventRecord.Bytes).ToArray())];
    }

    /// <summary>The background operation: running, opcode and return code.</summary>
    public (bool IsRunning, int Percent, int Opcode, int ReturnCode) Background()
    {
        var status = Ask(Opcode.BackgroundOperationStatus).Payload.Span;
        return ((status[0] & 1) != 0, status[0] >> 1, status[2] | status[3] << 8, status[4] | status[5] << 8);
    }

    private static PhysicalPort Behind(byte id, ConnectedDevice? device) => new(id, PortRole.Downstream, Link) { Device = device };
}
