using System.Text.Json;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Results;

namespace CxlFabricSim.Simulation.Tests.Results;

public sealed class ResultsJsonTests
{
    [Fact]
    public void Every_metric_stands_where_its_name_says()
    {
        var results = SampleResults.TwoStreams();
        var root = Written(results).RootElement;

        Assert.All(RunMetrics.Of(results), metric =>
        {
            var element = metric.Name.Split('.').Aggregate(root, (at, name) => at.GetProperty(name));
            Assert.Equal(metric.Value, element.GetDecimal(), 9);
        });
    }

    [Fact]
    public void Seed_threads_wall_time_and_digest_stand_at_the_top()
    {
        var root = Written(SampleResults.TwoStreams()).RootElement;

        Assert.Equal("sample", root.GetProperty("name").GetString());
        Assert.Equal(ulong.MaxValue, root.GetProperty("seed").GetUInt64());
        Assert.Equal(2, root.GetProperty("threads").GetInt32());
        Assert.Equal(0.25, root.GetProperty("wallSeconds").GetDouble());
        Assert.Equal("0123456789abcdef0123456789abcdef", root.GetProperty("digest").GetString());
        Assert.Empty(root.GetProperty("failures").EnumerateArray());
    }

    [Fact]
    public void Failures_are_listed_with_time_actor_expected_and_found()
    {
        var failure = new Failure(SimTime.FromNanoseconds(1_500), "hosts.host0", "zeros at dpa:0x40", "\"7f\"");

        var root = Written(SampleResults.TwoStreams() with { Failures = [failure] }).RootElement;

        var written = Assert.Single(root.GetProperty("failures").EnumerateArray());
        Assert.Equal(1_500, written.GetProperty("time").GetDouble());
        Assert.Equal("hosts.host0", written.GetProperty("actor").GetString());
        Assert.Equal("zeros at dpa:0x40", written.GetProperty("expected").GetString());
        Assert.Equal("\"7f\"", written.GetProperty("found").GetString());
    }

    private static JsonDocument Written(RunResults results)
    {
        using var stream = new MemoryStream();
        ResultsJson.Write(results, stream);
        return JsonDocument.Parse(stream.ToArray());
    }
}
