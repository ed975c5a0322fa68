using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Devices.Timing;
using CxlFabricSim.Protocol;
using CxlFabricSim.Tests;

namespace CxlFabricSim.Devices.Tests;

/// <summary>A device with two heads: logical device 0 at the second link, for host port 10, and 1 at the first, for host port 11.</summary>
public sealed class MultiHeadedDeviceTests : IDisposable
{
    // The first block of region 1; region 0 is shareable, and what is given there has a tag.
    private const ulong Unshared = 256 * Sizes.MiB / TestDevice.Block;

    private static readonly UInt128 Tag = UInt128.MaxValue / 5;

    private readonly TestDevice _device = new(logicalDevices: 2, shareable: 1);
    private readonly ProbeActor[] _links = [new("link0"), new("link1")];
    private readonly ProbeActor _manager = new("manager");

    public void Dispose() => _device.Dispose();

    [Fact]
    public void What_one_head_writes_to_shared_capacity_another_head_reads_and_each_answers_over_its_own_link()
    {
        var extent = _device.Extent(0, 1, Tag);
        _device.Give(0, extent);
        Assert.Equal(MailboxReturnCode.Success, _device.Select(1, SelectionPolicy.EnableSharedAccess, 0, 0, Tag));
        Assert.Equal(MailboxReturnCode.Success, _device.Accept(1, extent));
        _links[1].Send(Request(MessageKind.MemoryWrite, ld: 0, extent), fill: 0x5A);
        _links[0].Send(Request(MessageKind.MemoryRead, ld: 1, extent), atNanoseconds: 100);

        Run();

        Assert.Equal((MessageKind.WriteCompletion, (ushort)10), KindAndTarget(_links[1]));
        Assert.Equal((MessageKind.MemoryData, (ushort)11), KindAndTarget(_links[0]));
        Assert.All(_links[0].Arrivals[0].Line, value => Assert.Equal(0x5A, value));
    }

    [Fact]
    public void Capacity_that_one_head_has_is_out_of_reach_of_the_other()
    {
        var extent = _device.Extent(Unshared, 1);
        _device.Give(0, extent);
        _links[0].Send(Request(MessageKind.MemoryRead, ld: 1, extent));

        Run();

        Assert.Equal(CompletionStatus.CapacityNotOwned, Assert.Single(_links[0].Arrivals).Header.Status);
        Assert.Empty(_links[1].Arrivals);
    }

    [Theory]
    [InlineData(0, 1, 10)]
    [InlineData(1, 0, 11)]
    public void The_manager_speaks_to_the_port_behind_the_heads_and_a_head_interrupts_its_own_host(int ld, int link, ushort host)
    {
        _device.EnableInterrupts();
        var offer = new CapacityRequest(ld, (int)SelectionPolicy.Prescriptive, 0, 0, 0, [_device.Extent(Unshared, 1)]);
        _manager.Send(new MemoryMessage { Kind = MessageKind.CciRequest }, record: CciMessage.Request(1, Opcode.InitiateDynamicCapacityAdd, offer.Encode()).Encode());

        Run();

        Assert.True(CciMessage.TryDecode(Assert.Single(_manager.Arrivals).Record, out var answer));
        Assert.Equal(MailboxReturnCode.Success, answer!.ReturnCode);
        Assert.Equal((MessageKind.Interrupt, host), KindAndTarget(_links[link]));
        Assert.Empty(_links[1 - link].Arrivals);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void No_head_takes_commands_of_the_manager(int link)
    {
        var list = new CapacityRequest(0, (int)SelectionPolicy.Prescriptive, 0, 0, 0, [_device.Extent(Unshared, 1)]);
        _links[link].Send(
            new MemoryMessage { Kind = MessageKind.CciRequest, Source = 10, LdId = (byte)(1 - link) },
            record: CciMessage.Request(1, Opcode.InitiateDynamicCapacityAdd, list.Encode()).Encode());

        Run();

        Assert.True(CciMessage.TryDecode(Assert.Single(_links[link].Arrivals).Record, out var answer));
        Assert.Equal(MailboxReturnCode.Unsupported, answer!.ReturnCode);
    }

    private static MemoryMessage Request(MessageKind kind, byte ld, DcExtent extent) =>
        new() { Kind = kind, Address = TestDevice.Base + extent.Start.Value, Source = (ushort)(10 + ld), LdId = ld };

    private static (MessageKind Kind, ushort Target) KindAndTarget(ProbeActor probe)
    {
        var header = Assert.Single(probe.Arrivals).Header;
        return (header.Kind, header.Target);
    }

    private void Run()
    {
        var model = new Model();
        var actor = model.Add(new Type3DeviceActor("dcd0", _device.Device, 20, new DeviceTiming(new FixedMedium(SimTime.FromNanoseconds(10))), [10, 11], [1, 0]));
        foreach (var probe in _links.Append(_manager))
        {
            model.Add(probe);
            var options = new ChannelOptions { Latency = SimTime.FromNanoseconds(20), Credits = [8, 8, 8, 8, 4] };
            model.Connect(probe, actor, options);
            model.Connect(actor, probe, options);
        }

        new Engine(model, new RunSettings()).Run();
    }
}
