using CxlFabricSim.Components.Decoding;
using CxlFabricSim.Fabric.Switching;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Tests.Switching;

/// <summary>
/// An edge switch: the host (id 10) at port 0, a near device (id 20) at port 1, a link to other switches at port 2, behind which
/// another host (id 11) and a far device (id 21) are.
/// </summary>
public sealed class SwitchRoutingTests
{
    private const ulong Base = 0x1_1000_0000;
    private const ulong Unit = 256 * Sizes.MiB;

    private readonly SwitchRouting _routing;

    public SwitchRoutingTests()
    {
        var decoders = new HdmDecoderBlock(HdmDecoderRole.TargetList, checksCommits: true);
        Assert.True(decoders.Program(0, Base, 2 * Unit, 256, 2, [0, 1]));
        decoders.Enable();
        var edge = new VirtualSwitch("vcs0", 0, decoders, [new Vppb(1, 3, 20), new Vppb(2, 5, 21)], new Dictionary<ushort, int> { [20] = 0, [21] = 1 });
        _routing = new SwitchRouting(3, [edge]);
        _routing.Learn(10, 0);
        _routing.Learn(11, 2);
        _routing.Learn(20, 1);
        _routing.Learn(21, 2);
    }

    [Theory]
    [InlineData(Base, 1, 20, 3)]
    [InlineData(Base + 256, 2, 21, 5)]
    public void An_edge_switch_turns_an_address_into_the_id_and_logical_device_of_a_near_or_far_device(ulong address, int port, ushort device, byte ld)
    {
        var message = new MemoryMessage { Kind = MessageKind.MemoryRead, Source = 10, Address = address };

        Assert.Equal((port, device, ld), (_routing.Route(0, ref message), message.Target, message.LdId));
    }

    [Theory]
    [InlineData(MessageKind.MemoryRead)]
    [InlineData(MessageKind.MemoryWrite)]
    [InlineData(MessageKind.CciRequest)]
    public void What_comes_from_another_switch_goes_by_id_and_keeps_its_logical_device(MessageKind kind)
    {
        // The address would decode to the far device here: a switch on the way does not look at it.
        var message = new MemoryMessage { Kind = kind, Source = 11, Target = 20, LdId = 9, Address = Base + 256 };

        Assert.Equal((1, (ushort)20, (byte)9), (_routing.Route(2, ref message), message.Target, message.LdId));
    }

    [Theory]
    [InlineData(MessageKind.MemoryData, 11, 2)]
    [InlineData(MessageKind.WriteCompletion, 10, 0)]
    [InlineData(MessageKind.Interrupt, 11, 2)]
    [InlineData(MessageKind.CciResponse, 10, 0)]
    public void Answers_go_by_the_id_of_the_host_near_or_far(MessageKind kind, ushort host, int port)
    {
        var message = new MemoryMessage { Kind = kind, Source = 20, Target = host };

        Assert.Equal(port, _routing.Route(1, ref message));
    }

    [Theory]
    [InlineData(20, 1, 3)]
    [InlineData(21, 2, 5)]
    public void A_command_to_a_device_near_or_far_gets_the_logical_device_of_its_vppb(ushort device, int port, byte ld)
    {
        var message = new MemoryMessage { Kind = MessageKind.CciRequest, Source = 10, Target = device };

        Assert.Equal((port, ld), (_routing.Route(0, ref message), message.LdId));
    }

    [Fact]
    public void An_id_that_was_never_learnt_leads_nowhere()
    {
        var message = new MemoryMessage { Kind = MessageKind.MemoryRead, Target = 22 };

        Assert.Equal(SwitchRouting.Nowhere, _routing.Route(2, ref message));
    }

    [Fact]
    public void A_host_reaches_by_command_only_what_its_virtual_switch_is_bound_to()
    {
        _routing.Learn(22, 2);
        var message = new MemoryMessage { Kind = MessageKind.CciRequest, Source = 10, Target = 22 };

        Assert.Equal(SwitchRouting.Nowhere, _routing.Route(0, ref message));
    }
}
