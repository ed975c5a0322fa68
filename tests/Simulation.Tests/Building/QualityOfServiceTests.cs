using CxlFabricSim.Devices;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Results;

namespace CxlFabricSim.Simulation.Tests.Building;

/// <summary>What a fabric manager sets of quality of service, as hosts feel it: two logical devices of one device of 8 GB/s.</summary>
public sealed class QualityOfServiceTests
{
    private const double Microseconds = 100;
    private static readonly SimTime End = SimTime.FromMicroseconds(100);

    [Fact]
    public void A_logical_device_is_held_to_its_limit_and_the_other_keeps_its_own()
    {
        var (before, _) = Run(outstanding: 32);
        var (after, _) = Run(outstanding: 32, (Opcode.SetQosBandwidthLimit, [1, 0, 64]));

        Assert.All(GigabytesPerSecond(before), rate => Assert.InRange(rate, 3.8, 4.1));
        Assert.InRange(GigabytesPerSecond(after)[0], 1.9, 2.05);
        Assert.InRange(GigabytesPerSecond(after)[1], 5.7, 6.1);
        Assert.All(after.Hosts, host => Assert.Equal(0, host.Streams.Sum(stream => stream.VerifyFailures)));
    }

    [Theory]
    [InlineData(192, 64, 6.0, 2.0)]
    [InlineData(64, 192, 2.0, 6.0)]
    [InlineData(128, 128, 4.0, 4.0)]
    // What is not allocated is for those that have nothing of their own.
    [InlineData(64, 0, 2.0, 6.0)]
    // What nobody has is shared in the same proportion.
    [InlineData(48, 16, 6.0, 2.0)]
    public void Allocated_bandwidth_is_had_while_all_want_more_than_there_is(byte first, byte second, double firstRate, double secondRate)
    {
        var (results, _) = Run(outstanding: 64, (Opcode.SetQosAllocatedBandwidth, [2, 0, first, second]));

        Assert.InRange(GigabytesPerSecond(results)[0], 0.95 * firstRate, 1.03 * firstRate);
        Assert.InRange(GigabytesPerSecond(results)[1], 0.95 * secondRate, 1.03 * secondRate);
        Assert.All(results.Hosts, host => Assert.Equal((0L, 0L), (host.Streams.Sum(stream => stream.VerifyFailures), host.Streams.Sum(stream => stream.Errors))));
    }

    [Fact]
    public void What_one_logical_device_leaves_of_its_bandwidth_is_the_others()
    {
        var (alone, _) = Run(outstanding: 64, second: 2);
        var (results, _) = Run(outstanding: 64, second: 2, (Opcode.SetQosAllocatedBandwidth, [2, 0, 32, 224]));

        // The second asks for far less than it may have: it gets that, sooner than without an allocation, and nothing is lost.
        Assert.InRange(GigabytesPerSecond(results).Sum(), 7.7, 8.1);
        Assert.True(GigabytesPerSecond(results)[0] > 6, TestFabric.TextOf(results));
        Assert.True(GigabytesPerSecond(results)[1] > 1.05 * GigabytesPerSecond(alone)[1], TestFabric.TextOf(results));
    }

    [Fact]
    public void A_limit_holds_within_an_allocation_and_an_allocation_taken_back_is_none()
    {
        var (limited, _) = Run(outstanding: 32, (Opcode.SetQosAllocatedBandwidth, [2, 0, 128, 128]), (Opcode.SetQosBandwidthLimit, [1, 0, 64]));
        var (without, _) = Run(outstanding: 32);
        var (undone, _) = Run(
            outstanding: 32, (Opcode.SetQosAllocatedBandwidth, [2, 0, 192, 64]), (Opcode.SetQosAllocatedBandwidth, [2, 0, 0, 0]));

        Assert.InRange(GigabytesPerSecond(limited)[0], 1.9, 2.05);
        Assert.InRange(GigabytesPerSecond(limited)[1], 5.7, 6.1);
        Assert.Equal(TestFabric.TextOf(without), TestFabric.TextOf(undone));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Shares_are_the_same_on_any_number_of_threads(int threads)
    {
        (Opcode, byte[]) shares = (Opcode.SetQosAllocatedBandwidth, [2, 0, 160, 96]);

        Assert.Equal(TestFabric.TextOf(Run(16, 16, 1, shares).Results), TestFabric.TextOf(Run(16, 16, threads, shares).Results));
    }

    [Theory]
    [InlineData(32, 1, 8, 95, 100)]
    [InlineData(1, 1, 8, 0, 0)]
    [InlineData(32, 0, 8, 0, 0)]
    [InlineData(32, 1, 0, 0, 0)]
    public void Congestion_is_what_the_link_was_held_up_while_it_was_measured(int outstanding, byte control, byte interval, int least, int most)
    {
        var (_, congestion) = Run(outstanding, (Opcode.SetQosControl, [control, 10, 25, interval, 0, 0, 0]));

        Assert.InRange(congestion, least, most);
    }

    private static (RunResults Results, int Congestion) Run(int outstanding, params (Opcode Opcode, byte[] Payload)[] commands) =>
        Run(outstanding, outstanding, commands);

    private static (RunResults Results, int Congestion) Run(int outstanding, int second, params (Opcode Opcode, byte[] Payload)[] commands) =>
        Run(outstanding, second, 1, commands);

    private static (RunResults Results, int Congestion) Run(int first, int second, int threads, params (Opcode Opcode, byte[] Payload)[] commands)
    {
        var scenario = ScenarioText.LoadRight(TextOf(first), $"hosts:h1:streams:s:outstanding={second}");
        using var fabric = FabricBuilder.Build(scenario);
        var device = fabric.Devices["mld"].Device;
        foreach (var (opcode, payload) in commands) Assert.Equal(MailboxReturnCode.Success, Manage(device, opcode, payload, SimTime.Zero, []));
        var results = TestFabric.Run(scenario, fabric, threads);
        var status = new byte[1];
        Assert.Equal(MailboxReturnCode.Success, Manage(device, Opcode.GetQosStatus, [], End, status));
        return (results, status[0]);
    }

    private static MailboxReturnCode Manage(Type3Device device, Opcode opcode, byte[] payload, SimTime now, byte[] answer)
    {
        var output = new byte[4096];
        var code = device.ExecuteManagement(opcode, payload, output, now, out _);
        output.AsSpan(0, answer.Length).CopyTo(answer);
        return code;
    }

    private static List<double> GigabytesPerSecond(RunResults results) =>
        [.. results.Hosts.Select(host => host.Streams.Sum(stream => stream.Bytes) / Microseconds / 1000)];

    private static string TextOf(int outstanding) =>
        $$$"""
        name: qos
        duration: 100us
        linkTypes: {wide: {bandwidth: 64GB/s, latency: 20ns}}
        links:
          up0: {type: wide, from: h0.p, to: sw0.u0}
          up1: {type: wide, from: h1.p, to: sw0.u1}
          down: {type: wide, from: sw0.ds, to: mld}
        switches:
          sw0:
            ports: [u0, u1, ds]
            vcs: {v0: {upstream: u0, vppbs: [{port: ds, ld: 0}]}, v1: {upstream: u1, vppbs: [{port: ds, ld: 1}]}}
        devices: {mld: {logicalDevices: 2, volatile: 512MiB, bandwidth: 8GB/s, queueDepth: 16}}
        hosts:
          h0: &host
            bridges: {b: [p]}
            windows: {w: {targets: [b], size: 256MiB}}
            regions: {r: {window: w, devices: [mld], memory: volatile}}
            streams: {s: {region: r, reads: 70%, outstanding: {{{outstanding}}} } }
          h1: *host
        """;
}
