using CxlFabricSim.Fabric.Cci;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Tests.Cci;

/// <summary>vPPBs bound to a device behind another switch, and the hosts of other switches bound to devices at ports of this one.</summary>
public sealed class FarBindingTests
{
    private const ushort FarHost = 40;
    private const ushort MldId = 20;
    private const ushort SldId = 21;

    private readonly TestSwitch _switch = new(isOneOfSeveral: true);

    [Fact]
    public void A_device_behind_another_switch_is_bound_when_that_switch_grants_it_and_unbound_when_its_host_lets_go()
    {
        Assert.Null(Ask(0, 0, 0, TestSwitch.FarDevice, 1));
        Assert.Equal([new SwitchAction.Claim(0, TestSwitch.Onward, 1, TestSwitch.FarDevice)], _switch.Actions());
        Assert.Equal([1, TestSwitch.Onward, 1], _switch.StateOf(0, 0));
        Assert.Equal(MailboxReturnCode.Busy, _switch.Unbind(0, 0, 2));

        Assert.Equal(MailboxReturnCode.Success, Decide(0, 1, isGranted: true));
        Assert.Equal(
            [
                new SwitchAction.Connect(0, 0, TestSwitch.Onward, 1, TestSwitch.FarDevice), new SwitchAction.Notify(0, 0, SlotEvent.Added, TestSwitch.FarDevice, 1),
            ],
            _switch.Actions());
        Assert.Equal([3, TestSwitch.Onward, 1], _switch.StateOf(0, 0));

        Assert.Equal(MailboxReturnCode.InvalidInput, Ask(1, 0, 0, TestSwitch.FarDevice + 1, 1));
        Assert.Equal(MailboxReturnCode.BackgroundCommandStarted, Ask(1, 0, 0, TestSwitch.FarDevice, 0));
        _switch.Component.SlotPoweredOff(0, TestSwitch.FarDevice, 1, _switch.Now);

        Assert.Equal((false, 100, 0x5706, 0), _switch.Background());
        Assert.Contains(new SwitchAction.Reset(TestSwitch.Onward, 1, TestSwitch.FarDevice, EndsBinding: true), _switch.Actions());
        Assert.Equal(0, _switch.StateOf(0, 0)[0]);
    }

    [Fact]
    public void The_manager_reads_which_device_is_bound_and_what_it_said_of_the_way_there()
    {
        Assert.Equal([0xFF, 0x0F, 0, 0, .. new byte[20]], Pid(0, 0));
        byte[] performance = [.. Enumerable.Range(1, 20).Select(value => (byte)value)];
        Assert.Null(_switch.Component.Handle(
            CciMessage.Request(9, Opcode.ConfigurePidBinding, new byte[] { 0, 0, 0, 0, (byte)TestSwitch.FarDevice, 0, 1, 0 }.Concat(performance).ToArray()), 5, _switch.Now));

        // While the other switch has not decided nothing is bound.
        Assert.Equal([0xFF, 0x0F, 0, 0, .. new byte[20]], Pid(0, 0));
        Decide(0, 1, isGranted: true);
        Assert.Equal([(byte)TestSwitch.FarDevice, 0, 1, 0, .. performance], Pid(0, 0));
        Assert.Equal(MailboxReturnCode.Success, _switch.Unbind(0, 0, 2));
        Assert.Equal([0xFF, 0x0F, 0, 0, .. new byte[20]], Pid(0, 0));

        // What is bound to a port of this switch has no PID.
        Assert.Equal(MailboxReturnCode.Success, _switch.Bind(0, 0, TestSwitch.Sld));
        Assert.Equal([0xFF, 0x0F, 0, 0, .. new byte[20]], Pid(0, 0));
        Assert.Equal(MailboxReturnCode.InvalidInput, _switch.Code(Opcode.GetPidBinding, 2, 0));
        Assert.Equal(MailboxReturnCode.InvalidInput, _switch.Code(Opcode.GetPidBinding, 0, 3));
        Assert.Equal(MailboxReturnCode.Unsupported, new TestSwitch().Code(Opcode.GetPidBinding, 0, 0));

        byte[] Pid(byte vcs, byte vppb) => _switch.Ask(Opcode.GetPidBinding, vcs, vppb).Payload.ToArray();
    }

    [Fact]
    public void What_the_other_switch_refuses_is_invalid_input_and_leaves_the_vppb_unbound()
    {
        Assert.Null(Ask(0, 0, 0, TestSwitch.FarDevice, 1));
        _switch.Actions();

        Assert.Equal(MailboxReturnCode.InvalidInput, Decide(0, 1, isGranted: false));

        Assert.Empty(_switch.Actions());
        Assert.Equal(0, _switch.StateOf(0, 0)[0]);
        Assert.Null(Ask(0, 0, 0, TestSwitch.FarDevice, 1));
    }

    [Theory]
    [InlineData(0, 2, 0, TestSwitch.FarDevice, 0)]
    [InlineData(0, 0, 3, TestSwitch.FarDevice, 0)]
    [InlineData(2, 0, 0, TestSwitch.FarDevice, 0)]
    [InlineData(0, 0, 0, TestSwitch.FarDevice, 2)]
    [InlineData(0, 0, 0, MldId, 0)]
    [InlineData(0, 1, 1, TestSwitch.FarDevice, 0)]
    [InlineData(0, 0, 0, TestSwitch.FarDevice, 1)]
    [InlineData(1, 0, 0, TestSwitch.FarDevice, 0)]
    public void A_binding_by_id_that_cannot_be_is_invalid_input_without_asking(byte operation, byte vcs, byte vppb, ushort pid, ushort ld)
    {
        Assert.Null(Ask(0, 1, 1, TestSwitch.FarDevice, 1));
        Assert.Equal(MailboxReturnCode.Success, Decide(1, 1, isGranted: true));

        Assert.Equal(MailboxReturnCode.InvalidInput, Ask(operation, vcs, vppb, pid, ld));
    }

    [Fact]
    public void A_logical_device_of_a_far_host_is_no_other_hosts_until_its_binding_ends()
    {
        Assert.Equal((true, true), Claim(MldId, 2, FarHost));

        Assert.Equal(MailboxReturnCode.InvalidInput, _switch.Bind(0, 0, TestSwitch.Mld, 2));
        Assert.Equal((false, true), Claim(MldId, 2, FarHost + 1));
        Assert.Equal((true, true), Claim(MldId, 3, FarHost + 1));
        Assert.Equal(MailboxReturnCode.Success, _switch.Bind(0, 0, TestSwitch.Mld, 1));
        Assert.Equal((false, true), Claim(MldId, 1, FarHost));

        // A reset of the secondary bus leaves the binding as it is.
        Assert.False(_switch.Component.TakeReset(MldId, 2, endsBinding: false));
        Assert.Equal(MailboxReturnCode.InvalidInput, _switch.Bind(1, 0, TestSwitch.Mld, 2));
        Assert.False(_switch.Component.TakeReset(MldId, 2, endsBinding: true));
        Assert.Equal(MailboxReturnCode.Success, _switch.Bind(1, 0, TestSwitch.Mld, 2));
    }

    [Fact]
    public void A_whole_port_and_a_far_host_exclude_each_other()
    {
        Assert.Equal((true, true), Claim(SldId, 0, FarHost));
        Assert.Equal(MailboxReturnCode.InvalidInput, _switch.Bind(0, 0, TestSwitch.Sld));

        Assert.Equal(MailboxReturnCode.Success, _switch.Bind(0, 0, TestSwitch.OtherSld));
        Assert.Equal((false, true), Claim(22, 0, FarHost));
        Assert.False(_switch.Component.TryClaim(TestSwitch.FarDevice, 0, FarHost, out _, out _));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Far_hosts_are_told_when_the_link_goes_down_and_comes_up(bool isPulledOut)
    {
        Claim(MldId, 2, FarHost);
        Claim(MldId, 0, FarHost + 1);
        Claim(SldId, 0, FarHost);

        TakeDown();
        Assert.Equal(
            [
                new SwitchAction.Reach(TestSwitch.Mld, MldId, false), new SwitchAction.NotifyFar(FarHost + 1, MldId, 0, false),
                new SwitchAction.NotifyFar(FarHost, MldId, 2, false), new SwitchAction.Reset(TestSwitch.Mld, SwitchComponent.FmOwned, MldId),
            ],
            _switch.Actions());
        Assert.True(_switch.Component.TakeReset(MldId, 0, endsBinding: true));
        Assert.Equal((true, false), Claim(MldId, 1, FarHost));

        BringUp();
        Assert.Equal(
            [
                new SwitchAction.Reach(TestSwitch.Mld, MldId, true), new SwitchAction.NotifyFar(FarHost, MldId, 1, true),
                new SwitchAction.NotifyFar(FarHost, MldId, 2, true),
            ],
            _switch.Actions());

        void TakeDown() => Assert.Equal(
            MailboxReturnCode.Success,
            isPulledOut ? _switch.Code(Opcode.UnplugDevice, TestSwitch.Mld, 0, 0, 0, 0) : _switch.Code(Opcode.PhysicalPortControl, TestSwitch.Mld, 0));

        void BringUp()
        {
            _switch.Now += SimTime.FromMicroseconds(200_000);
            Assert.Equal(
                MailboxReturnCode.Success,
                isPulledOut ? _switch.Code(Opcode.PlugDevice, TestSwitch.Mld, 6, 0, 0, 0) : _switch.Code(Opcode.PhysicalPortControl, TestSwitch.Mld, 1));
        }
    }

    [Fact]
    public void A_host_loses_a_far_device_while_the_link_there_is_down_and_keeps_the_binding()
    {
        Assert.Null(Ask(0, 0, 0, TestSwitch.FarDevice, 1));
        Assert.Equal(MailboxReturnCode.Success, Decide(0, 1, isGranted: true, isUp: false));
        Assert.Equal([3, TestSwitch.Onward, 1], _switch.StateOf(0, 0));
        Assert.Equal([new SwitchAction.Claim(0, TestSwitch.Onward, 1, TestSwitch.FarDevice)], _switch.Actions());

        _switch.Component.FarLinkChanged(0, TestSwitch.FarDevice, 1, isUp: true, _switch.Now);
        Assert.Equal(
            [
                new SwitchAction.Connect(0, 0, TestSwitch.Onward, 1, TestSwitch.FarDevice), new SwitchAction.Notify(0, 0, SlotEvent.Added, TestSwitch.FarDevice, 1),
            ],
            _switch.Actions());

        _switch.Component.FarLinkChanged(0, TestSwitch.FarDevice, 0, isUp: false, _switch.Now);
        Assert.Empty(_switch.Actions());
        _switch.Component.FarLinkChanged(0, TestSwitch.FarDevice, 1, isUp: false, _switch.Now);
        Assert.Equal(
            [
                new SwitchAction.Disconnect(0, 0, TestSwitch.Onward, 1, TestSwitch.FarDevice), new SwitchAction.Notify(0, 0, SlotEvent.Removed, TestSwitch.FarDevice, 1),
            ],
            _switch.Actions());
        Assert.Equal([3, TestSwitch.Onward, 1], _switch.StateOf(0, 0));
    }

    private MailboxReturnCode? Ask(byte operation, byte vcs, byte vppb, int pid, ushort ld) => _switch.Component.Handle(
        CciMessage.Request(
            9, Opcode.ConfigurePidBinding, new byte[] { operation, vcs, vppb, 0, (byte)pid, (byte)(pid >> 8), (byte)ld, (byte)(ld >> 8) }.Concat(new byte[20]).ToArray()),
        5,
        _switch.Now)?.ReturnCode;

    private MailboxReturnCode Decide(int vcs, byte ld, bool isGranted, bool isUp = true)
    {
        var decided = _switch.Component.CompleteClaim(vcs, TestSwitch.FarDevice, ld, isGranted, isUp, _switch.Now);
        Assert.Equal(5, decided!.Value.Requester);
        return decided.Value.Answer.ReturnCode;
    }

    private (bool IsGranted, bool IsUp) Claim(ushort device, byte ld, ushort host)
    {
        Assert.True(_switch.Component.TryClaim(device, ld, host, out var isGranted, out var isUp));
        return (isGranted, isUp);
    }
}
