using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Components.Decoding;
using CxlFabricSim.Hosts.AddressMap;
using CxlFabricSim.Hosts.Driver;
using CxlFabricSim.Hosts.Workloads;
using CxlFabricSim.Protocol;
using CxlFabricSim.Tests;

namespace CxlFabricSim.Hosts.Tests;

/// <summary>A host whose bridge decodes the first half of its window, to a root port with id 10.</summary>
public sealed class HostActorTests
{
    private const ulong Half = 256 * Sizes.MiB;
    private const long UndecodedNanoseconds = 80;

    private readonly ProbeActor _fabric = new("fabric");

    [Fact]
    public void A_line_that_leaves_through_no_root_port_fails_and_the_run_ends()
    {
        var stream = Stream(new ByteRange(Half, 0), count: 5, reads: 0.5);

        var report = Run(stream);

        Assert.Equal((5, 5, 0, 0), (stream.Errors, stream.Latency.Count, stream.Bytes, stream.InFlight));
        Assert.Equal(UndecodedNanoseconds * 1000, stream.Latency.Maximum);
        Assert.Equal(SimTime.FromNanoseconds(5 * UndecodedNanoseconds), report.End);
        Assert.Empty(_fabric.Arrivals);
    }

    [Fact]
    public void A_stream_begins_at_its_start_though_nothing_else_happens()
    {
        var stream = Stream(default, count: 1, reads: 1, startMicroseconds: 3);

        Run(stream);

        var request = Assert.Single(_fabric.Arrivals);
        Assert.Equal(SimTime.FromNanoseconds(3020), request.Time);
        Assert.Equal((MessageKind.MemoryRead, HostAddressMap.FirstWindow.Value, 10), (request.Header.Kind, request.Header.Address, request.Header.Source));
        Assert.Equal(1, stream.InFlight);
    }

    [Fact]
    public void A_completion_frees_the_line_and_the_next_is_sent_at_once()
    {
        var stream = Stream(default, count: 2, reads: 0);
        _fabric.Send(new MemoryMessage { Kind = MessageKind.WriteCompletion, Target = 10, Tag = 0 }, atNanoseconds: 100);

        Run(stream);

        Assert.Equal([20, 140], _fabric.Arrivals.Select(arrival => (int)arrival.Time.Nanoseconds));
        Assert.All(_fabric.Arrivals, arrival => Assert.Equal(MessageKind.MemoryWrite, arrival.Header.Kind));
        Assert.Contains(_fabric.Arrivals[0].Line, value => value != 0);
        Assert.Equal((1, 120_000), (stream.Writes, stream.Latency.Maximum));
    }

    private static TrafficSource Stream(ByteRange part, long count, double reads, long startMicroseconds = 0) => new(
        new StreamSettings
        {
            Name = "s0",
            Region = new HostRegion("r0", HostAddressMap.FirstWindow, 2 * Half),
            Pattern = AddressPatternKind.Sequential,
            Part = part,
            Count = count,
            ReadShare = reads,
            Start = SimTime.FromMicroseconds(startMicroseconds),
            Verifies = false,
            IsRaw = true,
        },
        seed: 1,
        host: "host0");

    private RunReport Run(TrafficSource stream)
    {
        var map = new HostAddressMap();
        map.Add(2 * Half, [0]);
        var bridge = new HdmDecoderBlock(HdmDecoderRole.TargetList, checksCommits: true);
        Assert.True(bridge.Program(0, HostAddressMap.FirstWindow.Value, Half, 256, 1, [0]));
        var model = new Model();
        var host = model.Add(new HostActor(
            "host0", new HostDecode(map, [bridge], [[0]]), new LoadStoreUnit([stream.Region], [stream], outstandingLines: 1),
            new DcdDriver(0, [], SimTime.Never), [], [], [10], SimTime.FromNanoseconds(UndecodedNanoseconds)));
        model.Add(_fabric);
        var options = new ChannelOptions { Latency = SimTime.FromNanoseconds(20), Credits = [8, 8, 8, 8, 4] };
        model.Connect(host, _fabric, options);
        model.Connect(_fabric, host, options);
        return new Engine(model, new RunSettings()).Run();
    }
}
