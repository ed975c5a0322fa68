using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Components.Decoding;
using CxlFabricSim.Fabric.Switching;
using CxlFabricSim.Protocol;
using CxlFabricSim.Tests;

namespace CxlFabricSim.Fabric.Tests.Switching;

/// <summary>Hosts 0 and 1 (ids 10 and 11) at upstream ports 0 and 1, devices 0 and 1 (ids 20 and 21) at downstream ports 2 and 3.</summary>
public sealed class SwitchActorTests
{
    private const ulong Base = 0x1_1000_0000;
    private const ulong Unit = 256 * Sizes.MiB;

    private readonly ProbeActor[] _hosts = [new("host0"), new("host1")];
    private readonly ProbeActor[] _devices = [new("dcd0") { Keeps = MessageKind.MemoryWrite }, new("dcd1")];
    private SwitchActor? _switch;

    [Fact]
    public void A_request_goes_to_the_device_and_logical_device_of_the_vppb_that_its_address_decodes_to()
    {
        _hosts[1].Send(Read(11, Base + 256, tag: 7));

        Run();

        var taken = Assert.Single(_devices[1].Arrivals);
        Assert.Equal((MessageKind.MemoryRead, Base + 256, (byte)5, (ushort)21, (ushort)7), (taken.Header.Kind, taken.Header.Address, taken.Header.LdId, taken.Header.Target, taken.Header.Tag));
        Assert.Empty(_devices[0].Arrivals);
    }

    [Theory]
    [InlineData(Base - 64)]
    [InlineData(Base + 2 * Unit)]
    [InlineData(Base + 4 * Unit)]
    public void A_request_that_no_bound_vppb_claims_comes_back_not_decoded(ulong address)
    {
        _hosts[0].Send(Read(10, address, tag: 3));
        _hosts[0].Send(Read(10, address, tag: 4) with { Kind = MessageKind.MemoryWrite }, fill: 1);

        Run();

        Assert.Equal([MessageKind.MemoryData, MessageKind.WriteCompletion], _hosts[0].Arrivals.Select(arrival => arrival.Header.Kind).Order());
        Assert.All(_hosts[0].Arrivals, arrival => Assert.Equal((CompletionStatus.NotDecoded, (ushort)10), (arrival.Header.Status, arrival.Header.Target)));
        Assert.Equal([3, 4], _hosts[0].Arrivals.Select(arrival => (int)arrival.Header.Tag).Order());
        Assert.All(_hosts[0].Arrivals.Single(arrival => arrival.Header.Kind == MessageKind.MemoryData).Line, value => Assert.Equal(0xFF, value));
        Assert.Equal(2, _switch!.NotDecoded);
        Assert.All(_devices, device => Assert.Empty(device.Arrivals));
    }

    [Fact]
    public void A_command_reaches_devices_of_the_same_virtual_switch_only()
    {
        var record = CciMessage.Request(1, Opcode.IdentifyMemoryDevice, default).Encode();
        _hosts[1].Send(new MemoryMessage { Kind = MessageKind.CciRequest, Source = 11, Target = 21 }, record: record);
        _hosts[1].Send(new MemoryMessage { Kind = MessageKind.CciRequest, Source = 11, Target = 22 }, record: record);

        Run();

        var taken = Assert.Single(_devices[1].Arrivals);
        Assert.Equal((5, record), (taken.Header.LdId, taken.Record));
        var answer = Assert.Single(_hosts[1].Arrivals);
        Assert.Equal((MessageKind.CciResponse, CompletionStatus.NotDecoded), (answer.Header.Kind, answer.Header.Status));
    }

    [Fact]
    public void Completions_and_interrupts_go_to_the_host_port_that_they_name()
    {
        _devices[0].Send(new MemoryMessage { Kind = MessageKind.MemoryData, Source = 20, Target = 11, Tag = 9 }, fill: 0x5A);
        _devices[1].Send(new MemoryMessage { Kind = MessageKind.Interrupt, Source = 21, Target = 10, LdId = 4 });

        Run();

        var data = Assert.Single(_hosts[1].Arrivals);
        Assert.True(data.Header.Tag == 9 && data.Line.All(value => value == 0x5A));
        Assert.Equal(MessageKind.Interrupt, Assert.Single(_hosts[0].Arrivals).Header.Kind);
    }

    [Fact]
    public void A_class_without_credit_lets_another_pass_to_the_same_device()
    {
        for (ushort tag = 0; tag < 4; tag++) _hosts[0].Send(Read(10, Base, tag) with { Kind = MessageKind.MemoryWrite });
        for (ushort tag = 4; tag < 8; tag++) _hosts[0].Send(Read(10, Base, tag), atNanoseconds: 500);

        Run(credits: 2);

        // The device never gives the slots of writes back: two of them arrive, and all reads.
        Assert.Equal(2, _devices[0].Arrivals.Count(arrival => arrival.Header.Kind == MessageKind.MemoryWrite));
        Assert.Equal([4, 5, 6, 7], _devices[0].Arrivals.Where(arrival => arrival.Header.Kind == MessageKind.MemoryRead).Select(arrival => (int)arrival.Header.Tag));
    }

    [Theory]
    [InlineData(0, new[] { 11, 10 })]
    [InlineData(1, new[] { 10, 11 })]
    public void Of_two_that_arrive_at_one_instant_that_host_goes_first_whose_turn_it_is(int last, int[] sources)
    {
        _hosts[last].Send(Read((ushort)(10 + last), Base, 0));
        foreach (var host in new[] { 0, 1 }) _hosts[host].Send(Read((ushort)(10 + host), Base, 1), atNanoseconds: 500);

        Run();

        Assert.Equal(sources, _devices[0].Arrivals.Skip(1).Select(arrival => (int)arrival.Header.Source));
    }

    [Fact]
    public void Of_two_that_arrive_at_one_instant_for_two_devices_neither_waits()
    {
        _hosts[0].Send(Read(10, Base, 1), atNanoseconds: 500);
        _hosts[1].Send(Read(11, Base + 256, 2), atNanoseconds: 500);

        Run();

        Assert.Equal(Assert.Single(_devices[0].Arrivals).Time, Assert.Single(_devices[1].Arrivals).Time);
        Assert.All(_devices, device => Assert.Equal(0u, device.Arrivals[0].Header.RequestWait));
    }

    [Fact]
    public void Two_hosts_share_a_device_evenly()
    {
        for (ushort tag = 0; tag < 50; tag++)
        {
            _hosts[0].Send(Read(10, Base, tag));
            _hosts[1].Send(Read(11, Base, tag));
        }

        Run(credits: 4);

        var sources = _devices[0].Arrivals.Select(arrival => arrival.Header.Source).ToList();
        Assert.Equal(100, sources.Count);
        Assert.InRange(sources.Take(40).Count(source => source == 10), 18, 22);
    }

    private static MemoryMessage Read(ushort source, ulong address, ushort tag) =>
        new() { Kind = MessageKind.MemoryRead, Source = source, Address = address, Tag = tag };

    private void Run(int credits = 64)
    {
        // vPPB 1 is unbound; regions of one window: over both devices, then over the unbound vPPB.
        var virtualSwitches = Enumerable.Range(0, 2).Select(host =>
        {
            var decoders = new HdmDecoderBlock(HdmDecoderRole.TargetList, checksCommits: true);
            Assert.True(decoders.Program(0, Base, 2 * Unit, 256, 2, [0, 2]));
            Assert.True(decoders.Program(1, Base + 2 * Unit, Unit, 256, 1, [1]));
            return new VirtualSwitch($"vcs{host}", host, decoders, [new Vppb(2, (byte)(4 + host), 20), new Vppb(Vppb.Unbound, 0, 0), new Vppb(3, (byte)(4 + host), 21)], new Dictionary<ushort, int> { [20] = 0, [21] = 2 });
        });
        var routing = new SwitchRouting(4, [.. virtualSwitches]);
        routing.Learn(10, 0);
        routing.Learn(11, 1);

        var model = new Model();
        _switch = model.Add(new SwitchActor("sw0", routing));
        foreach (var probe in _hosts.Concat(_devices)) Connect(model, model.Add(probe), credits);
        new Engine(model, new RunSettings { Duration = SimTime.FromMicroseconds(100) }).Run();
    }

    private void Connect(Model model, ProbeActor probe, int credits)
    {
        var options = new ChannelOptions { Latency = SimTime.FromNanoseconds(20), BytesPerSecond = 32_000_000_000, ClassBytes = FlitFormat.Bytes68.ClassBytes, Credits = [credits, credits, credits, credits, 4] };
        model.Connect(probe, _switch!, options);
        model.Connect(_switch!, probe, options with { Pulled = true });
    }
}
