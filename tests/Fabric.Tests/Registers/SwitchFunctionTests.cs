using CxlFabricSim.Components.Decoding;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Components.Registers;
using CxlFabricSim.Fabric.Registers;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Tests.Registers;

public sealed class SwitchFunctionTests
{
    private const int Hdm = ComponentRegisters.CacheMemOffset + 0x128;
    private const int BackInvalidate = ComponentRegisters.CacheMemOffset + 0xAB4;

    private readonly SwitchFunctions _functions = new(new SwitchProfile());
    private readonly HdmDecoderBlock _decoders = new(HdmDecoderRole.TargetList, checksCommits: true);

    [Fact]
    public void An_upstream_port_routes_by_the_decoders_written_through_its_registers()
    {
        var bar = _functions.Upstream("us0", _decoders, [3, 9], serial: 0, hasMailbox: false).Bars[0];
        bar.Write(Hdm + 0x10, 8, 0x1_1000_0000);
        bar.Write(Hdm + 0x18, 8, Sizes.GiB);
        bar.Write(Hdm + 0x24, 8, 0x0309);

        bar.Write(Hdm + 0x20, 4, 0x210);

        Assert.True(_decoders.TryRoute(0x1_1000_0000, out var first));
        Assert.True(_decoders.TryRoute(0x1_1000_0100, out var second));
        Assert.Equal((9, 3), (first, second));
    }

    [Theory]
    [InlineData(false, 0x01)]
    [InlineData(true, 0x81)]
    public void An_upstream_port_with_a_mailbox_beside_it_is_one_of_several_functions(bool hasMailbox, int headerType)
    {
        var space = _functions.Upstream("us0", _decoders, [0], serial: 0, hasMailbox).ConfigSpace;

        Assert.Equal((ulong)headerType, space.Read(0x0E, 1));
    }

    [Fact]
    public void A_downstream_ports_back_invalidate_decoder_takes_a_commit()
    {
        var bar = _functions.Downstream("ds0", new PortLink(0, 0, null)).Bars[0];

        bar.Write(BackInvalidate + 4, 1, 5);

        Assert.Equal((2ul, 5ul, 0x2601ul), (bar.Read(BackInvalidate, 4), bar.Read(BackInvalidate + 4, 4), bar.Read(BackInvalidate + 8, 4)));
    }

    [Fact]
    public void The_mailbox_function_carries_out_the_switchs_commands()
    {
        var commands = new CommandTable();
        new DeviceTimestamp().AddTo(commands);
        var bar = _functions.Mailbox("cci", commands, new RegisterClock()).Bars[0];
        bar.Write(DeviceRegisters.MailboxOffset + 8, 8, (ulong)Opcode.GetTimestamp);

        bar.Write(DeviceRegisters.MailboxOffset + 4, 4, 1);

        Assert.Equal(8ul, bar.Read(DeviceRegisters.MailboxOffset + 8, 8) >> 16);
        Assert.Equal(0ul, bar.Read(DeviceRegisters.MailboxOffset + 0x10, 8));
    }

    [Fact]
    public void Every_offset_of_every_function_can_be_accessed()
    {
        foreach (var function in (PciFunction[])
                 [
                     _functions.Upstream("us0", _decoders, [0, 1], serial: 7, hasMailbox: true),
                     _functions.Downstream("ds0", new PortLink(1, 65, new PcieLink(5, 16))),
                     _functions.Mailbox("cci", new CommandTable(), new RegisterClock()),
                 ])
        {
            foreach (var space in function.Bars.Values.Append(function.ConfigSpace))
            {
                for (var offset = 0; offset < space.Length; offset++)
                {
                    space.Write(offset, 4, uint.MaxValue);
                    Assert.True(space.Read(offset, 1) <= byte.MaxValue);
                }
            }
        }
    }
}
