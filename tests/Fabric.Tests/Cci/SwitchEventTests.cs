using CxlFabricSim.Components.Events;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Tests.Cci;

/// <summary>The event logs of a switch: what goes into which, byte by byte as the specification's tables have it.</summary>
public sealed class SwitchEventTests
{
    private const string PhysicalUuid = "77cf92719c02470b9fe4bc7b75f2da97";
    private const string VirtualUuid = "40d2642533964c4da5da3d47263af425";
    private const string MldPortUuid = "8dc443630c964710b7bf04bb99534c3f";

    private readonly TestSwitch _switch = new();

    [Fact]
    public void A_switch_to_which_nothing_has_happened_has_no_events()
    {
        foreach (var log in Enum.GetValues<EventLogKind>()) Assert.Empty(_switch.Events(log));
    }

    [Fact]
    public void A_binding_is_an_informational_event_with_the_new_state_of_the_vppb()
    {
        _switch.Bind(1, 2, TestSwitch.Mld, 3);

        var record = Assert.Single(_switch.Events(EventLogKind.Informational));
        Assert.Equal(VirtualUuid, Convert.ToHexStringLower(record.AsSpan(0, 16)));
        Assert.Equal([0x80, 0, 0, 0, 1, 0], record.AsSpan(0x10, 6).ToArray());

        // Virtual switch, vPPB, binding change, bound to an LD, port, LD; link control; slot control with what its driver enabled.
        Assert.Equal("010200030203" + "0000" + "e913", Convert.ToHexStringLower(record.AsSpan(0x30, 10)));
        Assert.All(record[0x3A..], value => Assert.Equal(0, value));
    }

    [Fact]
    public void An_unbinding_is_an_event_when_it_is_done_and_not_when_it_is_asked_for()
    {
        _switch.Bind(0, 0, TestSwitch.Sld);
        Clear(EventLogKind.Informational);
        _switch.Unbind(0, 0, 1);
        Assert.Empty(_switch.Events(EventLogKind.Informational));

        _switch.Component.SlotPoweredOff(0, 21, 0, _switch.Now);

        var records = _switch.Events(EventLogKind.Informational);
        Assert.Equal([3, 0], records.Select(record => (int)record[0x32]));
        Assert.Equal([0, 0, 0, 0, 0, 0xFF], records[1].AsSpan(0x30, 6).ToArray());
    }

    [Fact]
    public void A_binding_or_unbinding_that_fails_is_a_warning()
    {
        _switch.Bind(0, 0, TestSwitch.Mld, 9);
        _switch.Unbind(0, 1, 2);
        _switch.Bind(0, 0, TestSwitch.Sld);
        _switch.Unbind(0, 0, 1);
        _switch.Code(Opcode.RequestAbortBackgroundOperation);

        var records = _switch.Events(EventLogKind.Warning);

        Assert.Equal(["0000000000ff", "0001000000ff", "0000000203ff"], records.Select(record => Convert.ToHexStringLower(record.AsSpan(0x30, 6))));
        Assert.All(records, record => Assert.Equal(1, record[0x11]));
    }

    [Fact]
    public void Perst_and_its_end_are_link_state_changes_with_the_state_of_the_port()
    {
        _switch.Code(Opcode.PhysicalPortControl, TestSwitch.Mld, 0);
        _switch.Now += SimTime.FromMicroseconds(100_000);
        _switch.Code(Opcode.PhysicalPortControl, TestSwitch.Mld, 1);

        var records = _switch.Events(EventLogKind.Informational);

        Assert.All(records, record => Assert.Equal(PhysicalUuid, Convert.ToHexStringLower(record.AsSpan(0, 16))));

        // Port, link state change; slot status: present, link changed; r1, then what Get Physical Port State has behind the port's id.
        Assert.Equal("02004001" + "00" + "03020005061000" + "1f05000a000600", Convert.ToHexStringLower(records[0].AsSpan(0x30, 19)));
        Assert.Equal("02004001" + "00" + "03020005061010" + "1f050504000400", Convert.ToHexStringLower(records[1].AsSpan(0x30, 19)));
        Assert.Equal(2, records.Count);
    }

    [Fact]
    public void A_reset_of_a_port_is_a_link_that_goes_and_comes_and_of_an_empty_one_nothing()
    {
        _switch.Code(Opcode.PhysicalPortControl, TestSwitch.Empty, 2);
        Assert.Empty(_switch.Events(EventLogKind.Informational));

        _switch.Code(Opcode.PhysicalPortControl, TestSwitch.Sld, 2);

        Assert.Equal([10, 4], _switch.Events(EventLogKind.Informational).Select(record => (int)record[0x3F]));
    }

    [Theory]
    [InlineData(0, 0x30, EventLogKind.Warning)]
    [InlineData(1, 0x31, EventLogKind.Failure)]
    [InlineData(2, 0x33, EventLogKind.Failure)]
    public void An_error_message_of_a_multi_logical_device_is_an_event_of_its_port(byte type, byte code, EventLogKind log)
    {
        _switch.Component.TakeErrorMessage(TestSwitch.Mld, type, 3, _switch.Now);
        _switch.Component.TakeErrorMessage(TestSwitch.Sld, type, 0, _switch.Now);

        var record = Assert.Single(_switch.Events(log));
        Assert.Equal(MldPortUuid, Convert.ToHexStringLower(record.AsSpan(0, 16)));
        Assert.Equal([type, TestSwitch.Mld, 0, 0, 0x30, 0, 0, 0, 0, 3, 0, code, 0], record.AsSpan(0x30, 13).ToArray());
    }

    [Fact]
    public void Events_are_cleared_by_handle_and_are_announced_to_a_manager_that_asks_for_it()
    {
        Assert.Equal(MailboxReturnCode.Success, _switch.Code(Opcode.SetMctpEventInterruptPolicy, 1, 0));
        _switch.Bind(0, 0, TestSwitch.Sld);
        _switch.Bind(0, 1, TestSwitch.OtherSld);
        Assert.True(_switch.Component.TryTakeNotification(out var payload));
        Assert.Equal([1, 0], payload);

        Assert.Equal(MailboxReturnCode.InvalidHandle, _switch.Code(Opcode.ClearEventRecords, 0, 0, 1, 0, 0, 0, 2, 0));
        Assert.Equal(MailboxReturnCode.Success, _switch.Code(Opcode.ClearEventRecords, 0, 0, 1, 0, 0, 0, 1, 0));

        Assert.Equal(1, Assert.Single(_switch.Events(EventLogKind.Informational))[0x31]);
        Assert.False(_switch.Component.TryTakeNotification(out _));
    }

    [Fact]
    public void An_event_carries_the_switchs_timestamp()
    {
        _switch.Code(Opcode.SetTimestamp, 0, 0x10, 0, 0, 0, 0, 0, 0);
        _switch.Now += SimTime.FromNanoseconds(5);

        _switch.Bind(0, 0, TestSwitch.Sld);

        Assert.Equal([0x05, 0x10, 0, 0, 0, 0, 0, 0], _switch.Events(EventLogKind.Informational)[0].AsSpan(0x18, 8).ToArray());
    }

    private void Clear(EventLogKind log) => _switch.Code(Opcode.ClearEventRecords, (byte)log, 1, 0, 0, 0, 0);
}
