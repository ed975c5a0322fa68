using CxlFabricSim.Fabric.Cci;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Tests.Cci;

/// <summary>Bind vPPB and Unbind vPPB: their checks, what they do, and how removals end.</summary>
public sealed class BindingTests
{
    private readonly TestSwitch _switch = new();

    [Theory]
    [InlineData(2, 0, TestSwitch.Sld, 0xFFFF)]
    [InlineData(0, 3, TestSwitch.Sld, 0xFFFF)]
    [InlineData(0, 0, 6, 0xFFFF)]
    [InlineData(0, 0, 1, 0xFFFF)]
    [InlineData(0, 0, TestSwitch.Sld, 0)]
    [InlineData(0, 0, TestSwitch.Mld, 0xFFFF)]
    [InlineData(0, 0, TestSwitch.Mld, 4)]
    [InlineData(0, 0, TestSwitch.Empty, 0)]
    public void A_binding_that_cannot_be_is_invalid_input_and_changes_nothing(byte vcs, byte vppb, byte port, ushort ld)
    {
        Assert.Equal(MailboxReturnCode.InvalidInput, _switch.Bind(vcs, vppb, port, ld));

        Assert.Empty(_switch.Actions());
        Assert.Equal(0, _switch.StateOf(0, 0)[0]);
    }

    [Theory]
    [InlineData(TestSwitch.Mld, 3, new byte[] { 3, TestSwitch.Mld, 3 })]
    [InlineData(TestSwitch.Sld, 0xFFFF, new byte[] { 2, TestSwitch.Sld, 0xFF })]
    [InlineData(TestSwitch.Empty, 0xFFFF, new byte[] { 2, TestSwitch.Empty, 0xFF })]
    public void A_bound_vppb_shows_port_and_logical_device(byte port, ushort ld, byte[] state)
    {
        Assert.Equal(MailboxReturnCode.Success, _switch.Bind(1, 2, port, ld));

        Assert.Equal(state, _switch.StateOf(1, 2));
    }

    [Fact]
    public void Binding_connects_the_vppb_and_tells_the_host()
    {
        _switch.Bind(1, 2, TestSwitch.Mld, 3);

        Assert.Equal(
            [new SwitchAction.Connect(1, 2, TestSwitch.Mld, 3, 20), new SwitchAction.Notify(1, 2, SlotEvent.Added, 20, 3)], _switch.Actions());
    }

    [Fact]
    public void A_vppb_a_port_and_a_logical_device_are_bound_once()
    {
        _switch.Bind(0, 0, TestSwitch.Sld);
        _switch.Bind(0, 1, TestSwitch.Mld, 0);

        Assert.Equal(MailboxReturnCode.InvalidInput, _switch.Bind(0, 0, TestSwitch.OtherSld));
        Assert.Equal(MailboxReturnCode.InvalidInput, _switch.Bind(1, 0, TestSwitch.Sld));
        Assert.Equal(MailboxReturnCode.InvalidInput, _switch.Bind(1, 0, TestSwitch.Mld, 0));
        Assert.Equal(MailboxReturnCode.Success, _switch.Bind(1, 0, TestSwitch.Mld, 1));
    }

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(2, 0, 2)]
    [InlineData(0, 3, 2)]
    [InlineData(0, 0, 3)]
    public void An_unbinding_that_cannot_be_is_invalid_input(byte vcs, byte vppb, byte option)
    {
        _switch.Bind(0, 0, TestSwitch.Sld);

        Assert.Equal(MailboxReturnCode.InvalidInput, _switch.Unbind(vcs, vppb, option));
        Assert.Equal(2, _switch.StateOf(0, 0)[0]);
    }

    [Fact]
    public void A_surprise_removal_is_done_within_the_command()
    {
        _switch.Bind(0, 0, TestSwitch.Mld, 1);
        _switch.Actions();

        Assert.Equal(MailboxReturnCode.Success, _switch.Unbind(0, 0, 2));

        Assert.Equal(
            [
                new SwitchAction.Disconnect(0, 0, TestSwitch.Mld, 1, 20), new SwitchAction.Notify(0, 0, SlotEvent.Removed, 20, 1),
                new SwitchAction.Reset(TestSwitch.Mld, 1, 20),
            ],
            _switch.Actions());
        Assert.Equal(0, _switch.StateOf(0, 0)[0]);
        Assert.Equal(MailboxReturnCode.Success, _switch.Bind(1, 0, TestSwitch.Mld, 1));
    }

    [Fact]
    public void A_managed_removal_waits_for_the_host_in_the_background()
    {
        _switch.Bind(0, 0, TestSwitch.Sld);
        _switch.Actions();

        Assert.Equal(MailboxReturnCode.BackgroundCommandStarted, _switch.Unbind(0, 0, 1));
        Assert.Equal([new SwitchAction.Notify(0, 0, SlotEvent.RemovalRequested, 21, 0)], _switch.Actions());
        Assert.Equal(1, _switch.StateOf(0, 0)[0]);
        Assert.Equal((true, 0, 0x5202, 0), _switch.Background());
        Assert.Equal(MailboxReturnCode.Busy, _switch.Bind(1, 0, TestSwitch.OtherSld));

        _switch.Component.SlotPoweredOff(0, 21, 0, _switch.Now);

        Assert.Equal((false, 100, 0x5202, 0), _switch.Background());
        Assert.Equal(0, _switch.StateOf(0, 0)[0]);
        Assert.Equal(
            [
                new SwitchAction.Disconnect(0, 0, TestSwitch.Sld, 0, 21), new SwitchAction.Notify(0, 0, SlotEvent.Removed, 21, 0),
                new SwitchAction.Reset(TestSwitch.Sld, 0, 21),
            ],
            _switch.Actions());
    }

    [Theory]
    [InlineData(1, 21, 0)]
    [InlineData(0, 22, 0)]
    [InlineData(0, 21, 1)]
    public void Another_slot_powered_off_does_not_end_a_removal(int vcs, ushort device, byte ld)
    {
        _switch.Bind(0, 0, TestSwitch.Sld);
        _switch.Unbind(0, 0, 1);

        _switch.Component.SlotPoweredOff(vcs, device, ld, _switch.Now);

        Assert.True(_switch.Background().IsRunning);
    }

    [Fact]
    public void A_host_that_does_not_let_go_keeps_what_it_has()
    {
        _switch.Bind(0, 0, TestSwitch.Sld);
        _switch.Unbind(0, 0, 1);

        _switch.Now += SimTime.FromMicroseconds(4_999_999);
        Assert.True(_switch.Background().IsRunning);
        _switch.Now += SimTime.FromMicroseconds(1);

        Assert.Equal((false, 100, 0x5202, (int)MailboxReturnCode.Aborted), _switch.Background());
        Assert.Equal(2, _switch.StateOf(0, 0)[0]);
    }

    [Fact]
    public void An_aborted_removal_leaves_the_vppb_bound()
    {
        _switch.Bind(0, 0, TestSwitch.Sld);
        _switch.Unbind(0, 0, 1);

        Assert.Equal(MailboxReturnCode.Success, _switch.Code(Opcode.RequestAbortBackgroundOperation));

        Assert.Equal(2, _switch.StateOf(0, 0)[0]);
        Assert.Equal(MailboxReturnCode.Success, _switch.Bind(1, 0, TestSwitch.OtherSld));
    }

    [Fact]
    public void Unbinding_when_the_link_goes_down_waits_for_perst()
    {
        _switch.Bind(0, 0, TestSwitch.Sld);
        Assert.Equal(MailboxReturnCode.BackgroundCommandStarted, _switch.Unbind(0, 0, 0));
        _switch.Actions();

        _switch.Code(Opcode.PhysicalPortControl, TestSwitch.Sld, 0);

        Assert.False(_switch.Background().IsRunning);
        Assert.Equal(0, _switch.StateOf(0, 0)[0]);
        Assert.Contains(new SwitchAction.Notify(0, 0, SlotEvent.Removed, 21, 0), _switch.Actions());
    }

    [Fact]
    public void Nothing_to_detach_is_unbound_at_once()
    {
        _switch.Bind(0, 0, TestSwitch.Empty);

        Assert.Equal(MailboxReturnCode.Success, _switch.Unbind(0, 0, 1));
        Assert.Equal(0, _switch.StateOf(0, 0)[0]);
    }

    [Fact]
    public void Perst_takes_the_device_from_its_hosts_and_gives_it_back()
    {
        _switch.Bind(0, 0, TestSwitch.Mld, 0);
        _switch.Bind(1, 0, TestSwitch.Mld, 1);
        _switch.Actions();

        _switch.Code(Opcode.PhysicalPortControl, TestSwitch.Mld, 0);
        Assert.Equal(2, _switch.Actions().Count(action => action is SwitchAction.Notify { Event: SlotEvent.Removed }));
        Assert.Equal(3, _switch.StateOf(0, 0)[0]);
        _switch.Now += SimTime.FromMicroseconds(100_000);
        Assert.Equal(MailboxReturnCode.Success, _switch.Code(Opcode.PhysicalPortControl, TestSwitch.Mld, 1));

        Assert.Equal(2, _switch.Actions().Count(action => action is SwitchAction.Notify { Event: SlotEvent.Added }));
    }

    [Fact]
    public void A_device_bound_under_perst_comes_with_the_link()
    {
        _switch.Code(Opcode.PhysicalPortControl, TestSwitch.Sld, 0);
        _switch.Bind(0, 0, TestSwitch.Sld);
        Assert.DoesNotContain(_switch.Actions(), action => action is SwitchAction.Notify);

        _switch.Now += SimTime.FromMicroseconds(100_000);
        _switch.Code(Opcode.PhysicalPortControl, TestSwitch.Sld, 1);

        Assert.Contains(new SwitchAction.Notify(0, 0, SlotEvent.Added, 21, 0), _switch.Actions());
    }
}
