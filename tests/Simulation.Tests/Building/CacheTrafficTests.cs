using CxlFabricSim.Components.Tracing;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Tracing;

namespace CxlFabricSim.Simulation.Tests.Building;

/// <summary>What a host's cache sends goes the way of all requests: through the root complex, traced and broken down.</summary>
public sealed class CacheTrafficTests
{
    private static readonly Bandwidth LineIn64Nanoseconds = new(1_000_000_000);

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    public void Lines_fetched_pass_the_root_complex_one_by_one(int prefetch)
    {
        var scenario = Cached(AccessPattern.Sequential, reads: 1, prefetch).With("host0", host => host with { ReadBandwidth = LineIn64Nanoseconds });

        var results = TestFabric.Run(scenario);

        var stream = TestFabric.StreamOf(results, "host0", "s");
        Assert.InRange(results.Devices[0].Reads, 500, 500 + 4 * prefetch);
        Assert.InRange(stream.Active.Nanoseconds, 491 * 64, 600 * 64);
        Assert.Equal(0, stream.VerifyFailures);
    }

    [Fact]
    public void Lines_written_back_pass_the_root_complex_one_by_one()
    {
        var scenario = Cached(AccessPattern.Sequential, reads: 0, prefetch: 0).With("host0", host => host with { WriteBandwidth = LineIn64Nanoseconds });

        var requests = Traced(scenario);

        var left = requests.Select(request => request.Steps.Single(step => step.Span.Stage == TraceStage.Host).Span.Start).Order().ToList();
        Assert.Equal(500 - 16, left.Count);
        Assert.All(left.Zip(left.Skip(1)), pair => Assert.True(pair.Second - pair.First >= 64_000, $"{pair}"));
        Assert.Contains(requests, request => request.Steps.Any(step => step.Span.Stage == TraceStage.HostWait));
    }

    [Fact]
    public void Every_line_that_leaves_is_traced_with_its_address()
    {
        var scenario = Cached(AccessPattern.Uniform, reads: 0.5, prefetch: 3);

        var results = Simulator.Run(scenario, new RunOptions(TraceEvery: 1));

        var lines = results.Trace.Select(request => (request.Whole.Stage, request.Whole.Address)).ToList();
        Assert.Equal(results.Devices[0].Reads, lines.Count(line => line.Stage == TraceStage.Read));
        Assert.Equal(results.Hosts[0].Cache!.WriteBacks, lines.Count(line => line.Stage == TraceStage.Write));
        Assert.True(results.Hosts[0].Cache!.Prefetches > 0);
        var start = lines.Min(line => line.Address);
        Assert.Equal(0ul, start % Sizes.MiB);
        // Lines are fetched ahead beyond the stream's part too.
        Assert.All(lines, line => Assert.True(line.Address - start < 8 * Sizes.KiB + 3 * Sizes.Line && line.Address % Sizes.Line == 0, $"{line}"));
    }

    [Fact]
    public void A_hit_counts_under_host_alone()
    {
        var scenario = Cached(AccessPattern.Uniform, reads: 1, prefetch: 0, length: Sizes.Line, outstanding: 1) with { Breakdown = true };

        var spent = TestFabric.StreamOf(TestFabric.Run(scenario), "host0", "s").Breakdown!;

        Assert.Equal((499, SimTime.FromNanoseconds(15), SimTime.FromNanoseconds(15)), (spent.AtHost.Count, spent.AtHost.Min, spent.AtHost.Max));
        Assert.Equal((SimTime.FromNanoseconds(15), SimTime.Zero, SimTime.Zero), (spent.Host.Min, spent.Links.Min, spent.Device.Min));
        Assert.All(spent.Stages, stage => Assert.Equal(500, stage.Latency.Count));
        Assert.Equal(1, spent.Loads.Sum());
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0.5, 4)]
    public void Stages_add_up_to_the_latency_whatever_the_cache_answers(double reads, int prefetch)
    {
        // Accesses that verify wait for one another before they are issued.
        var scenario = Cached(AccessPattern.Uniform, reads, prefetch, length: 4 * Sizes.KiB, outstanding: 16, verifies: false) with { Breakdown = true };

        var results = TestFabric.Run(scenario.With("host0", host => host with { ReadBandwidth = LineIn64Nanoseconds }));

        var stream = TestFabric.StreamOf(results, "host0", "s");
        Assert.True(results.Hosts[0].Cache is { Hits: > 0, Merged: > 0, Misses: > 0 });
        Assert.All(stream.Breakdown!.Stages, stage => Assert.True(stage.Latency.Min >= SimTime.Zero, $"{stage}"));
        Assert.True(stream.Breakdown!.HostWait.Max > SimTime.Zero);

        // Means are cut to whole picoseconds.
        var sum = stream.Breakdown!.Stages.Sum(stage => stage.Latency.Mean.Picoseconds);
        Assert.InRange(sum, stream.Latency.Mean.Picoseconds - 6, stream.Latency.Mean.Picoseconds);
    }

    private static IReadOnlyList<TracedRequest> Traced(Scenario scenario) => Simulator.Run(scenario, new RunOptions(TraceEvery: 1)).Trace;

    // A cache of 16 lines before one device, and one stream.
    private static Scenario Cached(AccessPattern pattern, double reads, int prefetch, ulong length = 8 * Sizes.KiB, int outstanding = 8, bool verifies = true) => TestFabric.Star(1, 1)
        .With("host0", ("s", new StreamOptions
        {
            Region = "fixed",
            Pattern = pattern,
            Reads = new Share(reads),
            Length = new ByteSize(length),
            Outstanding = outstanding,
            Count = 500,
            Verify = verifies,
        }))
        .With("host0", host => host with
        {
            Cache = new CacheOptions { Size = new ByteSize(16 * Sizes.Line), Ways = 16, Latency = SimTime.FromNanoseconds(15) },
            Prefetch = prefetch,
        });
}
