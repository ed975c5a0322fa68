using System.Globalization;

namespace CxlFabricSim.Simulation.Tests.Building;

/// <summary>Logical devices that go from host to host while everybody runs, on links so narrow that requests wait everywhere.</summary>
public sealed class BindingStoryTests
{
    private static readonly string[] Modes = ["managed", "surprise"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void No_host_reads_what_another_wrote_however_a_device_goes_round(int seed)
    {
        var scenario = ScenarioText.LoadRight(TextOf(seed));

        var results = TestFabric.Run(scenario);

        Assert.Empty(results.Failures);
        Assert.All(results.Hosts, host => Assert.Equal(0, host.Streams.Sum(stream => stream.VerifyFailures)));
        Assert.True(results.Hosts.Sum(host => host.FunctionsAdded) > 8, "devices went round");
        Assert.True(results.Hosts.Sum(host => host.Streams.Sum(stream => stream.LinesVerified)) > 500, TestFabric.TextOf(results));
        Assert.Equal(TestFabric.TextOf(results), TestFabric.TextOf(TestFabric.Run(scenario, threads: 3)));
    }

    [Fact]
    public void A_managed_removal_costs_no_access()
    {
        var results = TestFabric.Run(ScenarioText.LoadRight(Fabric + """
            manager:
              steps:
                - {action: bind, switch: sw0, vcs: v0, vppb: 0, port: ds, ld: 0}
                - {at: 50us, action: unbind, switch: sw0, vcs: v0, vppb: 0, mode: managed}
                - {action: bind, switch: sw0, vcs: v1, vppb: 0, port: ds, ld: 0}
            """));

        Assert.Empty(results.Failures);
        Assert.Equal(0, results.Hosts.Sum(host => host.Streams.Sum(stream => stream.Errors)));
        Assert.Equal([1L, 1L], results.Hosts.Select(host => host.FunctionsAdded));
    }

    [Fact]
    public void A_surprise_removal_answers_what_waited_for_the_link_with_errors()
    {
        var results = TestFabric.Run(ScenarioText.LoadRight(Fabric + """
            manager:
              steps:
                - {action: bind, switch: sw0, vcs: v0, vppb: 0, port: ds, ld: 0}
                - {at: 50us, action: unbind, switch: sw0, vcs: v0, vppb: 0, mode: surprise}
                - {at: 500us, action: bind, switch: sw0, vcs: v1, vppb: 0, port: ds, ld: 0}
            """));

        Assert.Empty(results.Failures);
        Assert.InRange(results.Hosts[0].Streams.Sum(stream => stream.Errors), 1, 32);
        Assert.Equal(results.Hosts[0].Streams.Sum(stream => stream.Errors), results.Switches[0].NotDecoded + results.Devices[0].NotDecoded);
    }

    [Fact]
    public void A_device_that_is_pulled_out_and_plugged_in_serves_its_host_again_with_nothing_of_before()
    {
        var scenario = ScenarioText.LoadRight(Fabric + """
            manager:
              pollInterval: 1us
              steps:
                - {action: bind, switch: sw0, vcs: v0, vppb: 0, port: ds, ld: 0}
                - {action: bind, switch: sw0, vcs: v1, vppb: 0, port: ds, ld: 1}
                - {action: add, host: h0, devices: [mld], extents: [{offset: 0, length: 2MiB}]}
                - {at: 100us, action: unplug, switch: sw0, port: ds}
                - {at: 150us, action: plug, switch: sw0, port: ds}
                - {action: add, host: h0, devices: [mld], extents: [{offset: 0, length: 2MiB}]}
                - {at: 350us, action: plug, switch: sw0, port: ds}
            """);

        var results = TestFabric.Run(scenario);

        var failure = Assert.Single(results.Failures);
        Assert.Equal("step 6: port 2 of sw0 gets its device", failure.Expected);
        Assert.Equal([(2L, 1L), (2L, 1L)], results.Hosts.Select(host => (host.FunctionsAdded, host.FunctionsRemoved)));
        Assert.All(results.Hosts, host => Assert.InRange(host.Streams.Sum(stream => stream.Errors), 1, 32));
        Assert.All(results.Hosts, host => Assert.Equal(0, host.Streams.Sum(stream => stream.VerifyFailures)));
        Assert.True(TestFabric.StreamOf(results, "h0", "pool").LinesVerified > 20, TestFabric.TextOf(results));
        Assert.Equal(TestFabric.TextOf(results), TestFabric.TextOf(TestFabric.Run(scenario, threads: 3)));
    }

    [Fact]
    public void A_binding_that_the_switch_refuses_is_a_failure_of_its_step()
    {
        var results = TestFabric.Run(ScenarioText.LoadRight(Fabric + """
            manager:
              steps:
                - {action: bind, switch: sw0, vcs: v0, vppb: 0, port: ds, ld: 0}
                - {action: bind, switch: sw0, vcs: v1, vppb: 0, port: ds, ld: 0}
            """));

        var failure = Assert.Single(results.Failures);
        Assert.Equal("step 1: sw0 binds vPPB 0 of virtual switch 1 to port 2", failure.Expected);
        Assert.Contains("InvalidInput (0002h)", failure.Found, StringComparison.Ordinal);
    }

    // The link to the device is the narrowest: that is where requests wait.
    private const string Fabric =
        """
        name: bindings
        linkTypes:
          wide: {bandwidth: 64GB/s, latency: 20ns}
          narrow: {bandwidth: 1GB/s, latency: 50ns, credits: {request: 2, requestWithData: 2, io: 2}}
        links:
          up0: {type: wide, from: h0.p, to: sw0.u0}
          up1: {type: wide, from: h1.p, to: sw0.u1}
          down: {type: narrow, from: sw0.ds, to: mld}
        switches:
          sw0: {ports: [u0, u1, ds], vcs: {v0: {upstream: u0, vppbs: [{}]}, v1: {upstream: u1, vppbs: [{}]}}}
        devices: {mld: {logicalDevices: 2, volatile: 512MiB, dynamic: 256MiB}}
        hosts:
          h0: &host
            bridges: {b: [p]}
            windows: {w: {targets: [b], size: 512MiB}}
            regions:
              r0: {window: w, devices: [mld], memory: volatile}
              r1: {window: w, devices: [mld], memory: dc0}
            streams:
              static: {region: r0, length: 64KiB, reads: 50%, outstanding: 16, stop: 400us}
              pool: {region: r1, length: 64KiB, reads: 50%, outstanding: 16, stop: 400us}
          h1: *host

        """;

    /// <summary>One logical device goes to and fro between two hosts, sometimes with dynamic capacity.</summary>
    private static string TextOf(int seed)
    {
        var random = new Actors.Randomness.SeededRandom((ulong)seed, "bindings");
        var steps = new List<string>();
        var at = 0;
        for (var turn = 0; turn < 10; turn++)
        {
            var host = turn % 2;
            steps.Add(Step($"action: bind, switch: sw0, vcs: v{host}, vppb: 0, port: ds, ld: 0"));
            if (random.Next() % 2 == 0) steps.Add(Step($"action: add, host: h{host}, devices: [mld], extents: [{{offset: 0, length: 2MiB}}]"));
            at += 10 + (int)(random.Next() % 25);
            var mode = Modes[(int)(random.Next() % 2)];
            steps.Add(Step($"action: unbind, switch: sw0, vcs: v{host}, vppb: 0, mode: {mode}"));
        }

        return $"{Fabric}seed: {seed}\nmanager:\n  pollInterval: 1us\n  steps:\n{string.Concat(steps)}";

        string Step(string text) => string.Create(CultureInfo.InvariantCulture, $"    - {{at: {at}us, {text}}}\n");
    }
}
