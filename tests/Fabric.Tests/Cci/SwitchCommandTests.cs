using CxlFabricSim.Components.Management;
using CxlFabricSim.Fabric.Cci;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Tests.Cci;

/// <summary>The other commands of a switch's CCI: what they answer, and their checks in order.</summary>
public sealed class SwitchCommandTests
{
    private readonly TestSwitch _switch = new();

    // QEMU's own do not survive these two: see the recorded hazards.
    [Fact]
    public void A_switch_has_a_timestamp_that_runs_once_it_is_set()
    {
        var @switch = new TestSwitch();

        Assert.Equal(new byte[8], @switch.Ask(Opcode.GetTimestamp).Payload.ToArray());
        Assert.Equal(MailboxReturnCode.Success, @switch.Code(Opcode.SetTimestamp, 1, 0, 0, 0, 0, 0, 0, 0));
        @switch.Now += SimTime.FromNanoseconds(255);
        Assert.Equal([0, 1, 0, 0, 0, 0, 0, 0], @switch.Ask(Opcode.GetTimestamp).Payload.ToArray());
    }

    [Fact]
    public void Identify_names_a_switch_in_18_bytes()
    {
        var identity = _switch.Ask(Opcode.Identify).Payload;

        Assert.Equal("e51928a10000000007000000000000000d00", Convert.ToHexStringLower(identity.Span));
    }

    [Fact]
    public void Identify_switch_counts_ports_virtual_switches_and_vppbs()
    {
        _switch.Bind(0, 1, TestSwitch.Sld);

        var identity = _switch.Ask(Opcode.IdentifySwitchDevice).Payload.Span;

        Assert.Equal(73, identity.Length);
        Assert.Equal([6, 2, 0x3F], [identity[2], identity[3], identity[4]]);
        Assert.Equal(3, identity[36]);
        Assert.Equal([6, 0, 1, 0], identity.Slice(68, 4).ToArray());
    }

    [Fact]
    public void All_254_ports_are_asked_for_and_those_that_are_there_answer()
    {
        var state = _switch.Ask(Opcode.GetPhysicalPortState, [255, .. Enumerable.Range(0, 255).Select(id => (byte)id)]).Payload.Span;

        Assert.Equal(6, state[0]);
        Assert.Equal(4 + 6 * PhysicalPort.StateBytes, state.Length);
    }

    [Theory]
    [InlineData(0, "00040000000210101f05050400040000")]
    [InlineData(TestSwitch.Mld, "02030200050610101f05050400040004")]
    [InlineData(TestSwitch.Sld, "03030200040610101f05050400040000")]
    [InlineData(TestSwitch.Empty, "05030000000610001f05000000000000")]
    public void A_port_shows_what_is_behind_it(byte port, string block)
    {
        var state = _switch.Ask(Opcode.GetPhysicalPortState, 1, port).Payload.Span;

        Assert.Equal("01000000" + block, Convert.ToHexStringLower(state));
    }

    [Fact]
    public void Perst_and_an_unbinding_show_in_the_ports_state()
    {
        _switch.Bind(0, 0, TestSwitch.Sld);
        _switch.Unbind(0, 0, 1);
        _switch.Code(Opcode.PhysicalPortControl, TestSwitch.Mld, 0);

        var state = _switch.Ask(Opcode.GetPhysicalPortState, 2, TestSwitch.Sld, TestSwitch.Mld).Payload.Span;

        Assert.Equal(2, state[4 + 1]);
        Assert.Equal([10, 0, 6], state.Slice(20 + 11, 3).ToArray());
    }

    [Theory]
    [InlineData(new byte[] { }, MailboxReturnCode.InvalidPayloadLength)]
    [InlineData(new byte[] { 2, 0 }, MailboxReturnCode.InvalidPayloadLength)]
    [InlineData(new byte[] { 2, 0, 0 }, MailboxReturnCode.Success)]
    public void A_port_list_is_as_long_as_it_says(byte[] payload, MailboxReturnCode code) =>
        Assert.Equal(code, _switch.Code(Opcode.GetPhysicalPortState, payload));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(9, 0)]
    [InlineData(TestSwitch.Sld, 3)]
    public void Port_control_takes_ports_that_lead_down_and_three_operations(byte port, byte operation) =>
        Assert.Equal(MailboxReturnCode.InvalidInput, _switch.Code(Opcode.PhysicalPortControl, port, operation));

    [Fact]
    public void Perst_may_be_short_but_for_qemu_which_wants_100_ms()
    {
        foreach (var (profile, microseconds, code) in new (SwitchCciProfile, int, MailboxReturnCode)[]
        {
            (SwitchCciProfile.Cxl, 0, MailboxReturnCode.Success),
            (SwitchCciProfile.Qemu11, 99_999, MailboxReturnCode.InternalError),
            (SwitchCciProfile.Qemu11, 100_000, MailboxReturnCode.Success),
        })
        {
            var @switch = new TestSwitch(profile: profile);
            @switch.Code(Opcode.PhysicalPortControl, TestSwitch.Sld, 0);
            @switch.Now += SimTime.FromMicroseconds(microseconds);

            Assert.Equal(code, @switch.Code(Opcode.PhysicalPortControl, TestSwitch.Sld, 1));
        }
    }

    [Fact]
    public void The_bridge_of_a_port_is_read_and_written_byte_by_byte()
    {
        Assert.Equal([0xE5, 0x19, 0x29, 0xA1], Configure(0x00, 0xF, false));
        Assert.Equal([0, 0x19, 0, 0], Configure(0x00, 0b0010, false));

        Assert.Equal([0, 0, 0, 0], Configure(0x18, 0b0100, true, 0xAA, 0xBB, 0xCC, 0xDD));

        Assert.Equal([0, 0, 0xCC, 0], Configure(0x18, 0xF, false));
        Assert.Equal(MailboxReturnCode.InvalidInput, _switch.Code(Opcode.SendPpbIoConfiguration, 0, 0, 0xF0, 0, 0, 0, 0, 0));
    }

    [Fact]
    public void A_secret_value_is_set_once_and_read_through_any_virtual_switch()
    {
        byte[] secret = [.. Enumerable.Range(1, 16).Select(value => (byte)value)];
        Assert.Equal(MailboxReturnCode.InvalidInput, _switch.Code(Opcode.GetDomainValidationSv, 0));

        Assert.Equal(MailboxReturnCode.Success, _switch.Code(Opcode.SetDomainValidationSv, secret));

        Assert.Equal(MailboxReturnCode.InvalidInput, _switch.Code(Opcode.SetDomainValidationSv, secret));
        Assert.Equal([1], _switch.Ask(Opcode.GetVcsDomainValidationSvState, 1).Payload.ToArray());
        Assert.Equal(secret, _switch.Ask(Opcode.GetDomainValidationSv, 1).Payload.ToArray());
        Assert.Equal(MailboxReturnCode.InvalidInput, _switch.Code(Opcode.GetDomainValidationSv, 2));
    }

    [Theory]
    [InlineData(0, 255, 16)]
    [InlineData(1, 255, 12)]
    [InlineData(1, 1, 8)]
    [InlineData(3, 255, 4)]
    [InlineData(200, 255, 4)]
    public void So_many_vppbs_are_shown_as_were_asked_for_and_are_there(byte first, byte most, int blockBytes)
    {
        var answer = _switch.Ask(Opcode.GetVirtualSwitchInfo, first, most, 1, 1).Payload.Span;

        Assert.Equal(4 + blockBytes, answer.Length);
        Assert.Equal([1, 1, 1, 3], answer.Slice(4, 4).ToArray());
    }

    [Fact]
    public void A_virtual_switch_that_is_not_there_shows_an_invalid_state()
    {
        var answer = _switch.Ask(Opcode.GetVirtualSwitchInfo, 0, 255, 1, 2).Payload.ToArray();

        Assert.Equal([1, 0, 0, 0, 2, 0xFF, 0, 0], answer);
    }

    [Theory]
    [InlineData(14, 0x104)]
    [InlineData(16, 0x104)]
    public void An_error_event_shows_in_the_vppb_alone_and_reaches_the_host(int bit, int register)
    {
        _switch.Bind(1, 0, TestSwitch.Sld);
        _switch.Actions();

        Assert.Equal(MailboxReturnCode.Success, Aer(1, 0, 0x8000_0000u | (uint)bit));

        Assert.Equal([new SwitchAction.Notify(1, 0, SlotEvent.ErrorReported, 21, 0)], _switch.Actions());
        Assert.Equal(1u << bit, _switch.ReadVppb(1, 0, register));
        Assert.Equal(0xA3A2A1A0, _switch.ReadVppb(1, 0, 0x11C));
        Assert.Equal([0, 0, 0, 0], Configure(register, 0xF, false));
    }

    [Theory]
    [InlineData(0, 0, 0x8000_000Eu)]
    [InlineData(1, 1, 0x8000_000Eu)]
    [InlineData(1, 0, 0x8000_0000u)]
    [InlineData(1, 0, 0x0000_0002u)]
    public void An_error_event_needs_a_bound_vppb_and_a_bit_that_is_there(byte vcs, byte vppb, uint error)
    {
        _switch.Bind(1, 0, TestSwitch.Sld);

        Assert.Equal(MailboxReturnCode.InvalidInput, Aer(vcs, vppb, error));
    }

    [Fact]
    public void A_tunnel_waits_for_the_device_and_carries_its_answer()
    {
        var inner = CciMessage.Request(5, Opcode.Identify, default);
        var request = CciMessage.Request(9, Opcode.TunnelManagement, new TunnelFrame(TestSwitch.Sld, TunnelTarget.PortOrLd, inner).Encode());
        Assert.Null(_switch.Component.Handle(request, 77, _switch.Now));
        var forward = Assert.IsType<SwitchAction.Forward>(Assert.Single(_switch.Actions()));
        Assert.Equal((TestSwitch.Sld, Opcode.Identify, (byte)5), (forward.Port, forward.Message.Opcode, forward.Message.Tag));

        var (requester, answer) = _switch.Component.Complete(forward.Ticket, forward.Message.Respond(MailboxReturnCode.InvalidInput, new byte[] { 1 }));

        Assert.Equal((77, MailboxReturnCode.Success, (byte)9), (requester, answer.ReturnCode, answer.Tag));
        Assert.Equal("0d0000000105000100010000020000000" + "1", Convert.ToHexStringLower(answer.Payload.Span));
    }

    [Theory]
    [InlineData(TestSwitch.Sld, 0, MailboxReturnCode.InvalidInput)]
    [InlineData(TestSwitch.Mld, 4, MailboxReturnCode.InvalidInput)]
    [InlineData(TestSwitch.Empty, 0, MailboxReturnCode.InvalidInput)]
    public void Only_a_multi_logical_device_takes_requests_for_a_logical_device(byte port, byte ld, MailboxReturnCode code) =>
        Assert.Equal(code, _switch.Code(Opcode.SendLdIoConfiguration, port, 0, 0xF0, 0, ld, 0, 0, 0, 0, 0, 0, 0));

    [Fact]
    public void A_request_for_a_logical_device_goes_on_without_what_follows_its_header()
    {
        byte[] header = [TestSwitch.Mld, 0, 0xF0, 0x00, 3, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        var request = CciMessage.Request(1, Opcode.SendLdIoMemory, (byte[])[.. header, 1, 2, 3, 4]);

        Assert.Null(_switch.Component.Handle(request, 0, _switch.Now));

        var forward = Assert.IsType<SwitchAction.Forward>(Assert.Single(_switch.Actions()));
        Assert.Equal(header, forward.Message.Payload.ToArray());
    }

    [Theory]
    [InlineData(15, 0x00, 4, MailboxReturnCode.InvalidPayloadLength)]
    [InlineData(19, 0x80, 4, MailboxReturnCode.InvalidPayloadLength)]
    [InlineData(16, 0x00, 4097, MailboxReturnCode.InvalidInput)]
    [InlineData(16, 0x00, 65535, MailboxReturnCode.InvalidInput)]
    public void Memory_requests_are_whole_and_of_at_most_4096_bytes(int bytes, byte flags, ushort length, MailboxReturnCode code)
    {
        var payload = new byte[bytes];
        payload[0] = TestSwitch.Mld;
        payload[3] = flags;
        payload[6] = (byte)length;
        payload[7] = (byte)(length >> 8);

        Assert.Equal(code, _switch.Code(Opcode.SendLdIoMemory, payload));
    }

    [Fact]
    public void Every_command_of_the_switch_is_in_its_effects_log()
    {
        byte[] uuid = [0x0d, 0xa9, 0xc0, 0xb5, 0xbf, 0x41, 0x4b, 0x78, 0x8f, 0x79, 0x96, 0xb1, 0x62, 0x3b, 0x3f, 0x17];
        var size = _switch.Ask(Opcode.GetSupportedLogs).Payload.Span[24];
        var log = _switch.Ask(Opcode.GetLog, [.. uuid, 0, 0, 0, 0, size, 0, 0, 0]).Payload.ToArray();
        var opcodes = log.Chunk(4).Select(entry => entry[0] | entry[1] << 8).ToList();

        Assert.All(
            Enumerable.Range(0x5100, 8).Concat(Enumerable.Range(0x5200, 4)).Concat(Enumerable.Range(0x5300, 3)).Concat(Enumerable.Range(1, 5)),
            opcode => Assert.Contains(opcode, opcodes));
    }

    private byte[] Configure(int register, int byteEnables, bool isWrite, params byte[] data)
    {
        var bits = register | byteEnables << 12 | (isWrite ? 1 << 23 : 0);
        byte[] payload = [TestSwitch.Sld, (byte)bits, (byte)(bits >> 8), (byte)(bits >> 16), .. data, .. new byte[4 - data.Length]];
        return _switch.Ask(Opcode.SendPpbIoConfiguration, payload).Payload.ToArray();
    }

    private MailboxReturnCode Aer(byte vcs, byte vppb, uint error) => _switch.Code(
        Opcode.GenerateAerEvent,
        [vcs, vppb, 0, 0, .. BitConverter.GetBytes(error), .. Enumerable.Range(0xA0, 32).Select(value => (byte)value)]);
}
