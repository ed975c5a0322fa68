using CxlFabricSim.Simulation.Results;

namespace CxlFabricSim.Simulation.Tests.Building;

/// <summary>Bindings that change while the run goes on, to devices behind other switches and at switches below others.</summary>
public sealed class FarBindingTests
{
    [Theory]
    [InlineData("managed")]
    [InlineData("surprise")]
    public void A_device_behind_two_switches_goes_from_host_to_host_by_its_id(string mode)
    {
        var scenario = ScenarioText.LoadRight(Fabric + $$"""
            manager:
              pollInterval: 1us
              steps:
                - {at: 50us, action: unbind, switch: sw0, vcs: v0, vppb: 0, mode: {{mode}}}
                - {action: bind, switch: sw1, vcs: v1, vppb: 0, device: mld, ld: 1}
                - {action: add, host: h1, devices: [mld], extents: [{offset: 0, length: 2MiB}]}
                - {at: 150us, action: unbind, switch: sw1, vcs: v1, vppb: 0, mode: {{mode}}}
                - {action: bind, switch: sw0, vcs: v0, vppb: 0, device: mld, ld: 0}
                - {action: add, host: h0, devices: [mld], extents: [{offset: 0, length: 2MiB}]}
            """);

        var results = TestFabric.Run(scenario);

        Assert.Empty(results.Failures);
        Assert.Equal([1L, 1L, 0L], results.Hosts.Select(host => host.FunctionsAdded));
        Assert.Equal([1L, 1L, 0L], results.Hosts.Select(host => host.FunctionsRemoved));
        Assert.All(results.Hosts, host => Assert.Equal(0, host.Streams.Sum(stream => stream.VerifyFailures)));
        Assert.All(results.Hosts, host => Assert.All(host.Streams, stream => Assert.True(stream.LinesVerified > 20, TestFabric.TextOf(results))));
        Assert.Equal(mode == "managed", results.Hosts.Sum(Errors) == 0);
        Assert.Equal(TestFabric.TextOf(results), TestFabric.TextOf(TestFabric.Run(scenario, threads: 3)));
    }

    [Fact]
    public void A_step_that_binds_what_is_bound_fails()
    {
        var results = TestFabric.Run(ScenarioText.LoadRight(Fabric + """
            manager:
              steps:
                - {action: bind, switch: sw1, vcs: v1, vppb: 0, device: mld, ld: 1}
                - {action: bind, switch: sw1, vcs: v1, vppb: 0, device: mld, ld: 1}
            """));

        var failure = Assert.Single(results.Failures);
        Assert.Contains("binds vPPB 0 of virtual switch 0 to device", failure.Expected, StringComparison.Ordinal);
        Assert.Contains("InvalidInput (0002h)", failure.Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bind, switch: sw1, vcs: v1, vppb: 0, device: mld, ld: 0", "", "sw1 binds vPPB 0 of virtual switch 0 to device")]
    [InlineData(
        "bind, switch: far, vcs: v2, vppb: 0, port: ds, ld: 0", "- {at: 30us, action: bind, switch: sw1, vcs: v1, vppb: 0, device: mld, ld: 1}",
        "far binds vPPB 0 of virtual switch 0 to port 1")]
    public void A_logical_device_that_one_host_has_is_refused_at_every_other_switch(string step, string more, string expected)
    {
        var scenario = ScenarioText.LoadRight(Fabric + $$"""
            manager:
              pollInterval: 1us
              steps:
                - {at: 20us, action: {{step}}}
                {{more}}
            """);

        var results = TestFabric.Run(scenario);

        var failure = Assert.Single(results.Failures);
        Assert.Contains(expected, failure.Expected, StringComparison.Ordinal);
        Assert.Contains("InvalidInput (0002h)", failure.Found, StringComparison.Ordinal);
        Assert.Equal([0L, 0L, 0L], results.Hosts.Select(Errors));
        Assert.Equal([(0L, 0L), (more.Length > 0 ? 1L : 0L, 0L), (0L, 0L)], results.Hosts.Select(host => (host.FunctionsAdded, host.FunctionsRemoved)));
        Assert.True(TestFabric.StreamOf(results, "h0", "static").LinesVerified > 20, TestFabric.TextOf(results));
    }

    [Fact]
    public void Bound_at_its_own_switch_it_is_refused_to_a_host_of_another()
    {
        var results = TestFabric.Run(ScenarioText.LoadRight(Fabric + """
            manager:
              pollInterval: 1us
              steps:
                - {at: 20us, action: bind, switch: far, vcs: v2, vppb: 0, port: ds, ld: 1}
                - {action: bind, switch: sw1, vcs: v1, vppb: 0, device: mld, ld: 1}
                - {action: unbind, switch: far, vcs: v2, vppb: 0, mode: surprise}
                - {action: bind, switch: sw1, vcs: v1, vppb: 0, device: mld, ld: 1}
            """));

        Assert.StartsWith("step 1: sw1 binds", Assert.Single(results.Failures).Expected, StringComparison.Ordinal);
        Assert.Equal([(0L, 0L), (1L, 0L), (1L, 1L)], results.Hosts.Select(host => (host.FunctionsAdded, host.FunctionsRemoved)));
    }

    [Fact]
    public void A_far_device_pulled_out_is_gone_for_hosts_of_other_switches_and_comes_back_with_nothing_of_before()
    {
        var scenario = ScenarioText.LoadRight(Fabric + """
            manager:
              pollInterval: 1us
              steps:
                - {at: 10us, action: bind, switch: sw1, vcs: v1, vppb: 0, device: mld, ld: 1}
                - {action: add, host: h1, devices: [mld], extents: [{offset: 0, length: 2MiB}]}
                - {action: add, host: h0, devices: [mld], extents: [{offset: 4MiB, length: 2MiB}]}
                - {at: 80us, action: unplug, switch: far, port: ds}
                - {at: 130us, action: plug, switch: far, port: ds}
                - {at: 180us, action: add, host: h0, devices: [mld], extents: [{offset: 0, length: 2MiB}]}
            """);

        var results = TestFabric.Run(scenario);

        Assert.Empty(results.Failures);
        Assert.Equal([(1L, 1L), (2L, 1L), (0L, 0L)], results.Hosts.Select(host => (host.FunctionsAdded, host.FunctionsRemoved)));
        Assert.All(results.Hosts.Take(2), host => Assert.InRange(Errors(host), 1, 32));
        Assert.All(results.Hosts, host => Assert.Equal(0, host.Streams.Sum(stream => stream.VerifyFailures)));

        // All that was under way when it went was answered: by a switch on the way or by the device, which forgot its decoders.
        Assert.Equal(results.Hosts.Sum(Errors), results.Switches.Sum(@switch => @switch.NotDecoded) + results.Devices[0].NotDecoded);
        Assert.All(results.Hosts.Take(2), host => Assert.All(host.Streams, stream => Assert.True(stream.LinesVerified > 20, TestFabric.TextOf(results))));
        Assert.Equal(TestFabric.TextOf(results), TestFabric.TextOf(TestFabric.Run(scenario, threads: 3)));
    }

    [Theory]
    [InlineData("managed")]
    [InlineData("surprise")]
    public void A_binding_at_a_switch_below_reaches_the_host_above_it(string mode)
    {
        var scenario = ScenarioText.LoadRight(Tree + $$"""
            manager:
              pollInterval: 1us
              steps:
                - {at: 10us, action: bind, switch: low, vcs: v0, vppb: 0, port: ds}
                - {at: 60us, action: unbind, switch: low, vcs: v0, vppb: 0, mode: {{mode}}}
                - {action: bind, switch: low, vcs: v1, vppb: 0, port: ds}
                - {at: 120us, action: unbind, switch: low, vcs: v1, vppb: 0, mode: {{mode}}}
                - {action: bind, switch: low, vcs: v0, vppb: 0, port: ds}
            """);

        var results = TestFabric.Run(scenario);

        Assert.Empty(results.Failures);
        Assert.Equal([(2L, 1L), (1L, 1L)], results.Hosts.Select(host => (host.FunctionsAdded, host.FunctionsRemoved)));
        Assert.True(results.Hosts[0].Streams[0].LinesVerified > 100, TestFabric.TextOf(results));
        Assert.Equal(0, results.Hosts.Sum(host => host.Streams.Sum(stream => stream.VerifyFailures)));
        Assert.Equal(TestFabric.TextOf(results), TestFabric.TextOf(TestFabric.Run(scenario, threads: 2)));
    }

    [Fact]
    public void A_device_pulled_out_of_a_switch_below_is_gone_for_the_host_above_until_it_is_plugged_in()
    {
        var scenario = ScenarioText.LoadRight(Tree + """
            manager:
              pollInterval: 1us
              steps:
                - {at: 10us, action: bind, switch: low, vcs: v0, vppb: 0, port: ds}
                - {at: 60us, action: unplug, switch: low, port: ds}
                - {at: 90us, action: plug, switch: low, port: ds}
                - {at: 130us, action: unplug, switch: low, port: ds}
                - {at: 140us, action: unbind, switch: low, vcs: v0, vppb: 0, mode: surprise}
                - {at: 150us, action: plug, switch: low, port: ds}
                - {action: bind, switch: low, vcs: v1, vppb: 0, port: ds}
            """);

        var results = TestFabric.Run(scenario);

        Assert.Empty(results.Failures);
        Assert.Equal([(2L, 2L), (1L, 0L)], results.Hosts.Select(host => (host.FunctionsAdded, host.FunctionsRemoved)));
        Assert.InRange(Errors(results.Hosts[0]), 1, 8);
        Assert.Equal(Errors(results.Hosts[0]), results.Switches.Sum(@switch => @switch.NotDecoded) + results.Devices.Sum(device => device.NotDecoded));
        Assert.True(results.Hosts[0].Streams[0].LinesVerified > 100, TestFabric.TextOf(results));
        Assert.Equal(0, Errors(results.Hosts[1]));
        Assert.All(results.Hosts, host => Assert.Equal(0, host.Streams.Sum(stream => stream.VerifyFailures)));
        Assert.Equal(TestFabric.TextOf(results), TestFabric.TextOf(TestFabric.Run(scenario, threads: 2)));
    }

    private static long Errors(HostResults host) => host.Streams.Sum(stream => stream.Errors);

    // Host 0 at one edge, host 1 at the other, the device behind a third switch with host 2; narrow where requests should wait in the middle.
    private const string Fabric =
        """
        name: far
        linkTypes:
          wide: {bandwidth: 64GB/s, latency: 20ns}
          narrow: {bandwidth: 1GB/s, latency: 50ns, credits: {request: 2, requestWithData: 2, io: 2}}
        links:
          up0: {type: wide, from: h0.p, to: sw0.u0}
          up1: {type: wide, from: h1.p, to: sw1.u1}
          t0: {type: wide, from: sw0.f, to: mid.a}
          t1: {type: wide, from: sw1.f, to: mid.b}
          t2: {type: narrow, from: mid.c, to: far.f}
          down: {type: narrow, from: far.ds, to: mld}
          up2: {type: wide, from: h2.p, to: far.u2}
          spare: {type: wide, from: far.own, to: other}
        switches:
          sw0: {ports: [u0, f], vcs: {v0: {upstream: u0, vppbs: [{device: mld, ld: 0}]}}}
          sw1: {ports: [u1, f], vcs: {v1: {upstream: u1, vppbs: [{}]}}}
          mid: {ports: [a, b, c]}
          far: {ports: [f, ds, u2, own], vcs: {v2: {upstream: u2, vppbs: [{}, {port: own}]}}}
        devices:
          mld: {logicalDevices: 2, volatile: 512MiB, dynamic: 256MiB}
          other: {volatile: 256MiB}
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
          h2:
            bridges: {b: [p]}
            windows: {w: {targets: [b], size: 256MiB}}
            regions: {r0: {window: w, devices: [other], memory: volatile}}
            streams: {s: {region: r0, length: 64KiB, reads: 50%, outstanding: 4, stop: 100us}}

        """;

    // Host 1 has no region that shows the device: it sees the hot-plug all the same.
    private const string Tree =
        """
        name: tree
        linkTypes: {wide: {bandwidth: 64GB/s, latency: 20ns}}
        links:
          up0: {type: wide, from: h0.p, to: top.u0}
          up1: {type: wide, from: h1.p, to: top.u1}
          t0: {type: wide, from: top.d0, to: low.u0}
          t1: {type: wide, from: top.d1, to: low.u1}
          down: {type: wide, from: low.ds, to: mem}
          own: {type: wide, from: top.own, to: other}
        switches:
          top: {ports: [u0, u1, d0, d1, own], vcs: {v0: {upstream: u0, vppbs: [{port: d0}]}, v1: {upstream: u1, vppbs: [{port: own}, {port: d1}]}}}
          low: {ports: [u0, u1, ds], vcs: {v0: {upstream: u0, vppbs: [{}]}, v1: {upstream: u1, vppbs: [{}]}}}
        devices:
          mem: {volatile: 256MiB}
          other: {volatile: 256MiB}
        hosts:
          h0:
            bridges: {b: [p]}
            windows: {w: {targets: [b], size: 256MiB}}
            regions: {r0: {window: w, devices: [mem], memory: volatile}}
            streams: {s: {region: r0, length: 64KiB, reads: 50%, outstanding: 4, stop: 200us}}
          h1:
            bridges: {b: [p]}
            windows: {w: {targets: [b], size: 256MiB}}
            regions: {r0: {window: w, devices: [other], memory: volatile}}
            streams: {s: {region: r0, length: 64KiB, reads: 50%, outstanding: 4, stop: 200us}}

        """;
}
