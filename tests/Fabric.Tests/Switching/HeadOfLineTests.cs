using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Components.Decoding;
using CxlFabricSim.Fabric.Switching;
using CxlFabricSim.Protocol;
using CxlFabricSim.Tests;

namespace CxlFabricSim.Fabric.Tests.Switching;

/// <summary>
/// Hosts 0 and 1 (ids 10 and 11) on two devices, of which the first gives no slot of a read back: the output to it stands still.
/// </summary>
public sealed class HeadOfLineTests
{
    private const ulong Base = 0x1_1000_0000;
    private const ulong Unit = 256 * Sizes.MiB;
    private const int Credits = 2;

    private readonly ProbeActor[] _hosts = [new("host0"), new("host1")];
    private readonly ProbeActor[] _devices = [new("dcd0") { Keeps = MessageKind.MemoryRead }, new("dcd1")];

    [Theory]
    [InlineData(false, 4)]
    [InlineData(true, 0)]
    public void Who_goes_elsewhere_is_held_up_in_a_shared_queue_alone(bool isShared, int arrived)
    {
        SendReads(host: 0, device: 0, count: 4);
        SendReads(host: 0, device: 1, count: 4, atNanoseconds: 500);

        Run(isShared, hostCredits: 16);

        Assert.Equal(Credits, _devices[0].Arrivals.Count);
        Assert.Equal(arrived, _devices[1].Arrivals.Count);
    }

    [Theory]
    [InlineData(Credits, 4)]
    [InlineData(Credits + 1, 0)]
    public void A_shared_queue_holds_nobody_up_until_its_head_finds_no_credit(int before, int arrived)
    {
        SendReads(host: 0, device: 0, count: before);
        SendReads(host: 0, device: 1, count: 4, atNanoseconds: 500);

        Run(isShared: true, hostCredits: 16);

        Assert.Equal(arrived, _devices[1].Arrivals.Count);
    }

    [Fact]
    public void What_comes_in_elsewhere_or_in_another_class_passes_a_blocked_shared_queue()
    {
        SendReads(host: 0, device: 0, count: 4);
        SendReads(host: 1, device: 1, count: 4, atNanoseconds: 500);
        for (ushort tag = 0; tag < 4; tag++) Send(0, 1, tag, MessageKind.MemoryWrite, 500);

        Run(isShared: true, hostCredits: 16);

        Assert.Equal(4, _devices[1].Arrivals.Count(arrival => arrival.Header.Kind == MessageKind.MemoryRead));
        Assert.Equal(4, _devices[1].Arrivals.Count(arrival => arrival.Header.Kind == MessageKind.MemoryWrite));
    }

    [Fact]
    public void A_shared_queue_loses_nothing_and_keeps_the_order_towards_each_output()
    {
        for (ushort tag = 0; tag < 40; tag++) Send(0, tag / 3 % 2, tag, MessageKind.MemoryWrite, 0);

        Run(isShared: true, hostCredits: 64);

        var tags = _devices.SelectMany(device => device.Arrivals).OrderBy(arrival => arrival.Time).Select(arrival => (int)arrival.Header.Tag).ToList();
        Assert.Equal(Enumerable.Range(0, 40), tags.Order());
        foreach (var device in _devices)
        {
            var own = device.Arrivals.Select(arrival => (int)arrival.Header.Tag).ToList();
            Assert.Equal(own.Order(), own);
        }
    }

    [Fact]
    public void A_shared_queue_gives_to_one_output_at_a_time()
    {
        // Host 1 takes every other turn of device 0, so that a queue builds up at host 0's input.
        for (ushort tag = 0; tag < 40; tag++) Send(1, 0, tag, MessageKind.MemoryWrite, 0);
        for (ushort tag = 0; tag < 40; tag++) Send(0, tag % 2, tag, MessageKind.MemoryWrite, 0);

        Run(isShared: true, hostCredits: 64);

        var times = _devices.SelectMany(device => device.Arrivals).Where(arrival => arrival.Header.Source == 10).OrderBy(arrival => arrival.Header.Tag).Select(arrival => arrival.Time).ToList();
        var lineTime = FlitFormat.Bytes68.ClassBytes[(int)MessageClass.RequestWithData] / 32;
        Assert.Equal(40, times.Count);
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.InRange((pair.Second - pair.First).Nanoseconds, 0.999 * lineTime, double.MaxValue));
    }

    private void SendReads(int host, int device, int count, long atNanoseconds = 0)
    {
        for (var tag = 0; tag < count; tag++) Send(host, device, (ushort)tag, MessageKind.MemoryRead, atNanoseconds);
    }

    private void Send(int host, int device, ushort tag, MessageKind kind, long atNanoseconds) =>
        _hosts[host].Send(new MemoryMessage { Kind = kind, Source = (ushort)(10 + host), Address = Base + 256 * (ulong)device, Tag = tag }, atNanoseconds);

    private void Run(bool isShared, int hostCredits)
    {
        var virtualSwitches = Enumerable.Range(0, 2).Select(host =>
        {
            var decoders = new HdmDecoderBlock(HdmDecoderRole.TargetList, checksCommits: true);
            Assert.True(decoders.Program(0, Base, 2 * Unit, 256, 2, [0, 1]));
            return new VirtualSwitch($"vcs{host}", host, decoders, [new Vppb(2, 0, 20), new Vppb(3, 0, 21)], new Dictionary<ushort, int> { [20] = 0, [21] = 1 });
        });
        var routing = new SwitchRouting(4, [.. virtualSwitches]);
        routing.Learn(10, 0);
        routing.Learn(11, 1);
        var model = new Model();
        var @switch = model.Add(new SwitchActor("sw0", routing, timing: new SwitchTiming { IsFifoShared = isShared }));
        foreach (var probe in _hosts) Connect(probe, hostCredits);
        foreach (var probe in _devices) Connect(probe, Credits);
        new Engine(model, new RunSettings { Duration = SimTime.FromMicroseconds(100) }).Run();

        void Connect(ProbeActor probe, int credits)
        {
            var options = new ChannelOptions
            {
                Latency = SimTime.FromNanoseconds(20),
                BytesPerSecond = 32_000_000_000,
                ClassBytes = FlitFormat.Bytes68.ClassBytes,
                Credits = [credits, credits, credits, credits, 4],
            };
            model.Add(probe);
            model.Connect(probe, @switch, options);
            model.Connect(@switch, probe, options with { Pulled = true });
        }
    }
}
