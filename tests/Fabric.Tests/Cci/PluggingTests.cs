using CxlFabricSim.Components.Events;
using CxlFabricSim.Fabric.Cci;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Tests.Cci;

/// <summary>Devices pulled out of ports and plugged in again.</summary>
public sealed class PluggingTests
{
    private readonly TestSwitch _switch = new(isOneOfSeveral: true);

    [Fact]
    public void A_device_pulled_out_is_gone_for_its_hosts_and_back_with_its_bindings_when_it_is_plugged_in()
    {
        _switch.Bind(0, 0, TestSwitch.Mld, 0);
        _switch.Bind(1, 1, TestSwitch.Mld, 3);
        _switch.Actions();

        Assert.Equal(MailboxReturnCode.Success, Unplug(TestSwitch.Mld));
        Assert.Equal(
            [
                new SwitchAction.Disconnect(0, 0, TestSwitch.Mld, 0, 20), new SwitchAction.Notify(0, 0, SlotEvent.Removed, 20, 0),
                new SwitchAction.Disconnect(1, 1, TestSwitch.Mld, 3, 20), new SwitchAction.Notify(1, 1, SlotEvent.Removed, 20, 3),
                new SwitchAction.Reach(TestSwitch.Mld, 20, false),
                new SwitchAction.Reset(TestSwitch.Mld, SwitchComponent.FmOwned, 20),
            ],
            _switch.Actions());
        Assert.Equal("02030000000610001f05000000000000", PortState());
        Assert.Equal([3, TestSwitch.Mld, 3], _switch.StateOf(1, 1));

        Assert.Equal(MailboxReturnCode.Success, Plug(TestSwitch.Mld, 6));
        Assert.Equal(
            [
                new SwitchAction.Connect(0, 0, TestSwitch.Mld, 0, 20), new SwitchAction.Notify(0, 0, SlotEvent.Added, 20, 0),
                new SwitchAction.Connect(1, 1, TestSwitch.Mld, 3, 20), new SwitchAction.Notify(1, 1, SlotEvent.Added, 20, 3),
                new SwitchAction.Reach(TestSwitch.Mld, 20, true),
            ],
            _switch.Actions());
        Assert.Equal("02030200050610101f05050400040004", PortState());
    }

    [Fact]
    public void Pulling_out_is_a_warning_and_plugging_in_an_information_of_slot_and_link()
    {
        Unplug(TestSwitch.Mld);
        Plug(TestSwitch.Mld, 6);

        // Port, event type, slot status: presence changed and link changed, and whether something is present.
        Assert.Equal(["02010801", "02000801"], _switch.Events(EventLogKind.Warning).Select(Start));
        Assert.Equal(["02014801", "02004801"], _switch.Events(EventLogKind.Informational).Select(Start));

        static string Start(byte[] record) => Convert.ToHexStringLower(record.AsSpan(0x30, 4));
    }

    [Theory]
    [InlineData(0, 6)]
    [InlineData(9, 6)]
    [InlineData(TestSwitch.Mld, 5)]
    [InlineData(TestSwitch.Empty, 6)]
    public void Only_the_device_at_the_end_of_its_link_is_plugged_in(byte port, uint device)
    {
        Unplug(TestSwitch.Mld);

        Assert.Equal(MailboxReturnCode.InvalidInput, Plug(port, device));
    }

    [Fact]
    public void A_full_port_takes_no_device_and_an_empty_one_gives_none()
    {
        Assert.Equal(MailboxReturnCode.InvalidInput, Plug(TestSwitch.Mld, 6));
        Assert.Equal(MailboxReturnCode.InvalidInput, Unplug(TestSwitch.Empty));
        Assert.Equal(MailboxReturnCode.InvalidInput, Unplug(0));
        Assert.Equal(MailboxReturnCode.Success, Unplug(TestSwitch.Mld));
        Assert.Equal(MailboxReturnCode.InvalidInput, Unplug(TestSwitch.Mld));
        Assert.Equal(MailboxReturnCode.InvalidPayloadLength, _switch.Code(Opcode.UnplugDevice, TestSwitch.Sld));
    }

    [Fact]
    public void All_devices_are_pulled_out_at_once()
    {
        Assert.Equal(MailboxReturnCode.Success, _switch.Code(Opcode.UnplugDevice, 0, 1, 0, 0, 0));

        Assert.Equal([TestSwitch.Mld, TestSwitch.Sld, TestSwitch.OtherSld], _switch.Component.Ports.Where(port => port.IsUnplugged).Select(port => port.Id));
    }

    [Fact]
    public void A_whole_port_bound_while_its_multi_logical_device_is_out_gets_none_of_its_logical_devices()
    {
        Unplug(TestSwitch.Mld);
        Assert.Equal(MailboxReturnCode.Success, _switch.Bind(0, 0, TestSwitch.Mld));
        _switch.Actions();

        Plug(TestSwitch.Mld, 6);

        Assert.Equal([new SwitchAction.Reach(TestSwitch.Mld, 20, true)], _switch.Actions());
    }

    private MailboxReturnCode Plug(byte port, uint device) => _switch.Code(Opcode.PlugDevice, [port, .. BitConverter.GetBytes(device)]);

    private MailboxReturnCode Unplug(byte port) => _switch.Code(Opcode.UnplugDevice, port, 0, 0, 0, 0);

    private string PortState() =>
        Convert.ToHexStringLower(_switch.Ask(Opcode.GetPhysicalPortState, 1, TestSwitch.Mld).Payload.Span[4..]);
}
