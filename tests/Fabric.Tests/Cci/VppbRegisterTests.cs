using CxlFabricSim.Fabric.Cci;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Tests.Cci;

/// <summary>The bridge that a host sees above what is bound to it: its registers, what moves them, and what writing them does.</summary>
public sealed class VppbRegisterTests
{
    private const int BridgeControl = 0x3C;
    private const int LinkControl = 0x90 + 0x10;
    private const int SlotControl = 0x90 + 0x18;
    private const uint LinkActive = 1u << 29;
    private const uint Present = 1u << 22;
    private const uint PresenceChanged = 1u << 19;
    private const uint LinkChanged = 1u << 24;
    private const uint AttentionButton = 1u << 16;
    private const uint Changes = AttentionButton | PresenceChanged | LinkChanged;

    private readonly TestSwitch _switch = new();

    [Fact]
    public void A_vppb_is_a_bridge_with_what_a_port_has()
    {
        Assert.Equal(0xA129_19E5u, _switch.ReadVppb(1, 2, 0));
        Assert.Equal(0x01u, _switch.ReadVppb(1, 2, 0x0C) >> 16 & 0x7F);
        Assert.Equal(2u, _switch.ReadVppb(1, 2, 0x9C) >> 24);
        List<uint> found = [];
        for (var offset = 0x100; offset != 0; offset = (int)(_switch.ReadVppb(1, 2, offset) >> 20))
        {
            var id = _switch.ReadVppb(1, 2, offset) & 0xFFFF;
            found.Add(id == 0x23 ? id << 16 | _switch.ReadVppb(1, 2, offset + 8) & 0xFFFF : id);
        }

        // Advanced Error Reporting; the DVSECs for port extensions, Flex Bus, GPF and the register locator.
        Assert.Equal([0x1u, 0x23_0003u, 0x23_0007u, 0x23_0004u, 0x23_0008u], found);
    }

    [Fact]
    public void Binding_and_unbinding_move_presence_link_and_what_has_changed()
    {
        Assert.Equal(0u, _switch.ReadVppb(0, 0, SlotControl) & (Present | Changes));

        _switch.Bind(0, 0, TestSwitch.Sld);
        Assert.Equal(Present | PresenceChanged | LinkChanged, _switch.ReadVppb(0, 0, SlotControl) & (Present | Changes));
        Assert.Equal(LinkActive | 0x0105_0000, _switch.ReadVppb(0, 0, LinkControl) & 0x23FF_0000);

        _switch.WriteVppb(0, 0, SlotControl, Changes, 0b1100);
        Assert.Equal(Present, _switch.ReadVppb(0, 0, SlotControl) & (Present | Changes));

        _switch.Unbind(0, 0, 2);
        Assert.Equal(PresenceChanged | LinkChanged, _switch.ReadVppb(0, 0, SlotControl) & (Present | Changes));
        Assert.Equal(0u, _switch.ReadVppb(0, 0, LinkControl) & LinkActive);
    }

    [Fact]
    public void The_bridge_of_the_port_is_another_than_those_of_vppbs()
    {
        _switch.WriteVppb(0, 0, 0x18, 0x00CC_0000, 0b0100);

        var port = _switch.Ask(Opcode.SendPpbIoConfiguration, TestSwitch.Sld, 0x18, 0xF0, 0, 0, 0, 0, 0).Payload.ToArray();

        Assert.Equal([0, 0, 0, 0], port);
        Assert.Equal(0x00CC_0000u, _switch.ReadVppb(0, 0, 0x18));
        Assert.Equal(0u, _switch.ReadVppb(1, 0, 0x18));
    }

    [Theory]
    [InlineData(1u << 5)]
    [InlineData(1u << 3 | 1u << 12)]
    public void Without_the_enables_of_slot_control_a_host_is_not_told(uint cleared)
    {
        _switch.WriteVppb(0, 0, SlotControl, _switch.ReadVppb(0, 0, SlotControl) & ~cleared, 0b0011);

        _switch.Bind(0, 0, TestSwitch.Sld);

        Assert.DoesNotContain(_switch.Actions(), action => action is SwitchAction.Notify);
        Assert.Equal(Present, _switch.ReadVppb(0, 0, SlotControl) & Present);
    }

    [Fact]
    public void A_request_to_remove_presses_the_attention_button()
    {
        _switch.Bind(0, 0, TestSwitch.Sld);
        _switch.WriteVppb(0, 0, SlotControl, Changes, 0b1100);

        _switch.Unbind(0, 0, 1);

        Assert.Equal(AttentionButton, _switch.ReadVppb(0, 0, SlotControl) & Changes);
    }

    [Theory]
    [InlineData(BridgeControl, 1u << 22, 0b1100, 1)]
    [InlineData(LinkControl, 1u << 4, 0b0011, 2)]
    [InlineData(SlotControl, 1u << 10, 0b0011, 3)]
    public void A_bus_reset_link_disable_or_power_off_takes_the_device_away_until_it_ends(int offset, uint bit, int byteEnables, byte type)
    {
        _switch.Bind(0, 0, TestSwitch.Mld, 1);
        _switch.Actions();
        var before = _switch.ReadVppb(0, 0, offset);

        _switch.WriteVppb(0, 0, offset, before | bit, byteEnables);
        Assert.Equal(
            [
                new SwitchAction.Disconnect(0, 0, TestSwitch.Mld, 1, 20), new SwitchAction.Notify(0, 0, SlotEvent.Removed, 20, 1),
                new SwitchAction.Reset(TestSwitch.Mld, 1, 20),
            ],
            _switch.Actions());
        Assert.Equal(type, _switch.Events(Components.Events.EventLogKind.Informational)[^1][0x32]);
        Assert.Equal(3, _switch.StateOf(0, 0)[0]);

        _switch.WriteVppb(0, 0, offset, before, byteEnables);
        Assert.Equal(
            [new SwitchAction.Connect(0, 0, TestSwitch.Mld, 1, 20), new SwitchAction.Notify(0, 0, SlotEvent.Added, 20, 1)], _switch.Actions());
    }

    [Fact]
    public void Power_off_ends_a_removal_that_waits_for_it()
    {
        _switch.Bind(0, 0, TestSwitch.Sld);
        _switch.Unbind(0, 0, 1);

        _switch.WriteVppb(0, 0, SlotControl, _switch.ReadVppb(0, 0, SlotControl) | 1u << 10, 0b0011);

        Assert.False(_switch.Background().IsRunning);
        Assert.Equal(0, _switch.StateOf(0, 0)[0]);
        Assert.Equal(MailboxReturnCode.Success, _switch.Bind(0, 0, TestSwitch.Sld));
        Assert.Equal(Present, _switch.ReadVppb(0, 0, SlotControl) & Present);
    }

    [Theory]
    [InlineData(0x98, 0u, 0x8000_000E)]
    [InlineData(0x108, 1u << 14, 0x8000_000E)]
    [InlineData(0x114, 1u << 6, 0x0000_0006u)]
    public void A_masked_error_or_one_without_its_message_enabled_shows_and_is_not_reported(int offset, uint written, uint error)
    {
        _switch.Bind(1, 0, TestSwitch.Sld);
        _switch.Actions();
        _switch.WriteVppb(1, 0, offset, written);
        byte[] payload = [1, 0, 0, 0, .. BitConverter.GetBytes(error), .. new byte[32]];

        Assert.Equal(MailboxReturnCode.Success, _switch.Code(Opcode.GenerateAerEvent, payload));

        Assert.Empty(_switch.Actions());
        Assert.NotEqual(0u, _switch.ReadVppb(1, 0, 0x104) | _switch.ReadVppb(1, 0, 0x110));
    }

    [Fact]
    public void A_vppb_that_is_not_there_answers_nobody()
    {
        var data = 0u;
        Assert.False(_switch.Component.TryConfigure(0, 3, new(0, 0xF, false), ref data, _switch.Now));
        Assert.False(_switch.Component.TryConfigure(2, 0, new(0, 0xF, false), ref data, _switch.Now));
    }
}
