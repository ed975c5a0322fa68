using System.Text;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Tests.Sampling;

public sealed class FabricSamplerTests
{
    [Theory]
    [InlineData("3us")]
    [InlineData("100ns")]
    [InlineData("1ns")]
    [InlineData("1s")]
    public void Samples_of_all_intervals_add_up_to_the_results(string interval)
    {
        var results = Run(interval);

        foreach (var link in results.Links)
        {
            var name = $"links.{link.Name}.{(link.Direction == LinkDirection.Up ? "up" : "down")}";
            Assert.Equal(link.Bytes, Series(results, $"{name}.bytes").Sum());
            Assert.Equal(link.Utilisation, (double)OverTime(results, $"{name}.utilisation") / results.SimulatedTime.Picoseconds, 3);
        }

        foreach (var device in results.Devices)
        {
            Assert.Equal(device.Reads, Series(results, $"devices.{device.Name}.reads").Sum());
            Assert.Equal(device.Writes, Series(results, $"devices.{device.Name}.writes").Sum());
        }

        var stream = results.Hosts[0].Streams[0];
        Assert.Equal(stream.Bytes, (double)OverTime(results, "hosts.host0.streams.mixed.throughput") / SimTime.PicosecondsPerSecond, 3);
    }

    [Fact]
    public void Nothing_of_a_run_depends_on_whether_it_is_sampled()
    {
        var (plain, sampled) = (Run(interval: null), Run("70ns"));

        Assert.Null(plain.Samples);
        Assert.Equal((plain.Digest, plain.Events, plain.SimulatedTime), (sampled.Digest, sampled.Events, sampled.SimulatedTime));
    }

    [Theory]
    [InlineData("50ns", null)]
    [InlineData("1us", "200us")]
    public void Samples_are_the_same_on_any_number_of_threads(string interval, string? duration)
    {
        var alone = Csv(Run(interval, 1, duration));

        Assert.Equal(alone, Csv(Run(interval, 2, duration)));
        Assert.Equal(alone, Csv(Run(interval, 4, duration)));
    }

    [Fact]
    public void A_run_too_long_for_its_interval_doubles_it_until_4096_samples_are_enough()
    {
        var results = Run("100ns");
        var samples = results.Samples!;

        // More than 4096 of 100 ns, and fewer than that of twice the length.
        Assert.InRange(results.SimulatedTime.Nanoseconds, 4096 * 100, 4096 * 200);
        Assert.Equal(SimTime.FromNanoseconds(200), samples.Interval);
        Assert.Equal((int)Math.Ceiling(results.SimulatedTime.Nanoseconds / 200.0), samples.Times.Count);
        Assert.All(samples.Series, series => Assert.Equal(samples.Times.Count, series.Values.Count));
    }

    [Fact]
    public void A_stream_that_always_waits_has_all_its_lines_in_flight_until_it_ends()
    {
        var lines = Series(Run("10us"), "hosts.host1.streams.mixed.linesInFlight");

        // Its capacity comes in the second interval.
        Assert.All(lines.Take(40).Skip(1), value => Assert.Equal(16, value));
        Assert.Equal(0, lines[^1]);
    }

    [Theory]
    [InlineData("sampling=0", "sampling:interval: is zero; a time above zero, for example 20ns")]
    [InlineData("sampling:interval=~", "sampling:interval: is missing; a single value is wanted (25ns)")]
    public void An_interval_is_a_time_above_zero(string set, string mistake)
    {
        var loaded = ScenarioLoader.Load([Repository.Folder("configs/two-hosts-one-dcd.yaml")], [set], new Dictionary<string, string>());

        Assert.EndsWith(mistake, Assert.Single(loaded.Errors).ToString(), StringComparison.Ordinal);
    }

    private static RunResults Run(string? interval, int threads = 1, string? duration = null)
    {
        string[] set = [.. interval is null ? [] : new[] { $"sampling={interval}" }, .. duration is null ? [] : new[] { $"duration={duration}" }];
        var loaded = ScenarioLoader.Load([Repository.Folder("configs/two-hosts-one-dcd.yaml")], set, new Dictionary<string, string>());
        Assert.Empty(loaded.Errors);
        return Simulator.Run(loaded.Scenario!, new RunOptions(threads, ThreadsExact: true));
    }

    private static IReadOnlyList<decimal> Series(RunResults results, string name) => results.Samples!.Series.Single(series => series.Name == name).Values;

    // The values, each for as long as its interval in picoseconds.
    private static decimal OverTime(RunResults results, string name)
    {
        var times = results.Samples!.Times;
        return Series(results, name).Select((value, sample) => value * (times[sample] - (sample == 0 ? SimTime.Zero : times[sample - 1])).Picoseconds).Sum();
    }

    private static string Csv(RunResults results)
    {
        using var stream = new MemoryStream();
        SamplesCsv.Write(results.Samples!, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
