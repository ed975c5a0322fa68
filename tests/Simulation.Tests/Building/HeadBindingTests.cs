using CxlFabricSim.Simulation.Results;

namespace CxlFabricSim.Simulation.Tests.Building;

/// <summary>
/// A device with two heads at two switches, two logical devices at each: what a manager does behind one head is not felt at the other. The
/// switches number the logical devices of their head from 0; in the device they are 0 and 2 at head 0, 1 and 3 at head 1.
/// </summary>
public sealed class HeadBindingTests
{
    [Theory]
    [InlineData("managed")]
    [InlineData("surprise")]
    public void A_logical_device_behind_the_second_head_goes_from_host_to_host_while_all_others_stay(string mode)
    {
        var scenario = ScenarioText.LoadRight(Fabric + $$"""
            manager:
              pollInterval: 1us
              steps:
                - {at: 50us, action: unbind, switch: sw1, vcs: v0, vppb: 0, mode: {{mode}}}
                - {action: bind, switch: sw1, vcs: v1, vppb: 1, port: ds, ld: 0}
                - {at: 150us, action: unbind, switch: sw1, vcs: v1, vppb: 1, mode: {{mode}}}
                - {action: bind, switch: sw1, vcs: v0, vppb: 0, port: ds, ld: 0}
                - {action: add, host: h2, devices: [mld], extents: [{offset: 0, length: 2MiB}]}
            """);

        var results = TestFabric.Run(scenario);

        Assert.Empty(results.Failures);
        Assert.Equal([(0L, 0L), (0L, 0L), (1L, 1L), (1L, 1L)], results.Hosts.Select(host => (host.FunctionsAdded, host.FunctionsRemoved)));
        Assert.Equal([0L, 0L], results.Hosts.Take(2).Select(Errors));
        Assert.Equal(mode == "managed", Errors(results.Hosts[2]) == 0);
        Assert.Equal(results.Hosts.Sum(Errors), results.Switches.Sum(@switch => @switch.NotDecoded) + results.Devices[0].NotDecoded);
        AssertAllServed(results);
        Assert.True(TestFabric.StreamOf(results, "h2", "pool").LinesVerified > 20, TestFabric.TextOf(results));
        Assert.Equal([0UL, 2UL << 20, 0UL, 0UL], results.Devices[0].LogicalDevices.Select(ld => ld.Regions[0].AcceptedBytes));
        Assert.Equal(TestFabric.TextOf(results), TestFabric.TextOf(TestFabric.Run(scenario, threads: 3)));
    }

    [Fact]
    public void A_head_pulled_out_takes_its_own_logical_devices_along_and_no_others()
    {
        var scenario = ScenarioText.LoadRight(Fabric + """
            manager:
              pollInterval: 1us
              steps:
                - {action: add, host: h0, devices: [mld], extents: [{offset: 0, length: 2MiB}]}
                - {action: add, host: h2, devices: [mld], extents: [{offset: 2MiB, length: 2MiB}]}
                - {action: bind, switch: sw1, vcs: v1, vppb: 0, port: ds, ld: 1}
                - {at: 100us, action: unplug, switch: sw1, port: ds}
                - {at: 150us, action: plug, switch: sw1, port: ds}
                - {at: 160us, action: add, host: h2, devices: [mld], extents: [{offset: 2MiB, length: 2MiB}]}
            """);

        var results = TestFabric.Run(scenario);

        Assert.Empty(results.Failures);
        Assert.Equal([(0L, 0L), (0L, 0L), (1L, 1L), (2L, 1L)], results.Hosts.Select(host => (host.FunctionsAdded, host.FunctionsRemoved)));
        Assert.Equal([0L, 0L], results.Hosts.Take(2).Select(Errors));
        Assert.All(results.Hosts.Skip(2), host => Assert.InRange(Errors(host), 1, 64));
        Assert.Equal(results.Hosts.Sum(Errors), results.Switches.Sum(@switch => @switch.NotDecoded) + results.Devices[0].NotDecoded);
        AssertAllServed(results);

        // Head 1's capacity went with the link and came anew; head 0's was never touched.
        Assert.Equal([2UL << 20, 2UL << 20, 0UL, 0UL], results.Devices[0].LogicalDevices.Select(ld => ld.Regions[0].AcceptedBytes));
        Assert.Equal(TestFabric.TextOf(results), TestFabric.TextOf(TestFabric.Run(scenario, threads: 3)));
    }

    [Fact]
    public void A_head_with_one_logical_device_is_bound_as_a_whole_port()
    {
        var results = TestFabric.Run(ScenarioText.LoadRight(
            Fabric.Replace("logicalDevices: 4, volatile: 1GiB", "logicalDevices: 2, volatile: 512MiB", StringComparison.Ordinal)
                .Replace("{port: ds, ld: 1}", "{}", StringComparison.Ordinal)
                .Replace("h1: *host", "h1: {bridges: {b: [p]}}", StringComparison.Ordinal) + """
            manager:
              pollInterval: 1us
              steps:
                - {at: 50us, action: unbind, switch: sw1, vcs: v0, vppb: 0, mode: surprise}
                - {action: bind, switch: sw1, vcs: v1, vppb: 1, port: ds}
                - {action: add, host: h3, devices: [mld], extents: [{offset: 0, length: 2MiB}]}
            """));

        Assert.Empty(results.Failures);
        Assert.Equal([(0L, 0L), (0L, 0L), (0L, 1L), (1L, 0L)], results.Hosts.Select(host => (host.FunctionsAdded, host.FunctionsRemoved)));
        Assert.Equal(0, Errors(results.Hosts[0]));
        Assert.InRange(Errors(results.Hosts[2]), 1, 32);
        Assert.Equal([0UL, 2UL << 20], results.Devices[0].LogicalDevices.Select(ld => ld.Regions[0].AcceptedBytes));
        Assert.True(TestFabric.StreamOf(results, "h3", "pool").LinesVerified > 20, TestFabric.TextOf(results));
    }

    [Fact]
    public void A_step_cannot_bind_what_another_head_has()
    {
        var mistake = ScenarioText.OnlyMistake(Fabric + """
            manager: {steps: [{action: bind, switch: sw1, vcs: v1, vppb: 1, port: ds, ld: 2}]}
            """);

        Assert.Equal("manager:steps:0:ld", mistake.Key);
        Assert.Equal("it has 0 to 1", mistake.WouldDo);
    }

    private static long Errors(HostResults host) => host.Streams.Sum(stream => stream.Errors);

    private static void AssertAllServed(RunResults results)
    {
        Assert.All(results.Hosts, host => Assert.Equal(0, host.Streams.Sum(stream => stream.VerifyFailures)));
        foreach (var host in results.Hosts) Assert.True(TestFabric.StreamOf(results, host.Name, "static").LinesVerified > 20, TestFabric.TextOf(results));
    }

    // The links to the device are the narrowest: that is where requests wait.
    private const string Fabric =
        """
        name: heads
        linkTypes:
          wide: {bandwidth: 64GB/s, latency: 20ns}
          narrow: {bandwidth: 1GB/s, latency: 50ns, credits: {request: 2, requestWithData: 2, io: 2}}
        links:
          a-head1: {type: narrow, from: sw1.ds, to: mld.head1}
          b-head0: {type: narrow, from: sw0.ds, to: mld.head0}
          up0: {type: wide, from: h0.p, to: sw0.u0}
          up1: {type: wide, from: h1.p, to: sw0.u1}
          up2: {type: wide, from: h2.p, to: sw1.u0}
          up3: {type: wide, from: h3.p, to: sw1.u1}
        switches:
          sw0: {ports: [u0, u1, ds], vcs: {v0: {upstream: u0, vppbs: [{port: ds, ld: 0}]}, v1: {upstream: u1, vppbs: [{port: ds, ld: 1}]}}}
          sw1: {ports: [u0, u1, ds], vcs: {v0: {upstream: u0, vppbs: [{port: ds, ld: 0}]}, v1: {upstream: u1, vppbs: [{}, {}]}}}
        devices: {mld: {heads: 2, logicalDevices: 4, volatile: 1GiB, dynamic: 256MiB}}
        hosts:
          h0: &host
            bridges: {b: [p]}
            windows: {w: {targets: [b], size: 512MiB}}
            regions:
              r0: {window: w, devices: [mld], memory: volatile}
              r1: {window: w, devices: [mld], memory: dc0}
            streams:
              static: {region: r0, length: 64KiB, reads: 50%, outstanding: 16, stop: 300us}
              pool: {region: r1, length: 64KiB, reads: 50%, outstanding: 16, stop: 300us}
          h1: *host
          h2: *host
          h3: *host

        """;
}
