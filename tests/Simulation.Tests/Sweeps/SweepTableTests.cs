using System.Text;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Sweeps;

namespace CxlFabricSim.Simulation.Tests.Sweeps;

public sealed class SweepTableTests
{
    [Fact]
    public void A_cell_has_mean_smallest_and_largest_over_the_seeds_that_gave_numbers()
    {
        var plan = Plan(seeds: 3);

        var row = Assert.Single(SweepTable.Of(plan, [Result(1, 10), Result(2, 40), Failed(3)]).Rows);

        Assert.Equal([new SweepCell(25, 10, 40), null], row.Cells);
        Assert.Equal("seed 3: no memory", row.Error);
    }

    [Fact]
    public void Csv_of_single_runs_has_a_column_for_each_metric_and_quotes_as_rfc_4180_does()
    {
        var plan = Plan(seeds: 1) with { Rows = [["a,b"]] };

        Assert.Equal("x:y,reads,writes,runs,error\r\n\"a,b\",10.5,,1,\"no \"\"x\"\"\"\r\n", Csv(plan, [Result(1, 10.5m) with { Failures = ["no \"x\""] }]));
    }

    [Fact]
    public void Csv_of_repeated_runs_has_three_columns_for_each_metric()
    {
        var csv = Csv(Plan(seeds: 2), [Result(1, 10), Result(2, 11)]);

        Assert.Equal("x:y,reads.mean,reads.min,reads.max,writes.mean,writes.min,writes.max,runs,error\r\n4,10.5,10,11,,,,2,\r\n", csv);
    }

    [Fact]
    public void A_result_comes_back_from_its_json_as_it_was()
    {
        var result = Result(ulong.MaxValue, 123456789.123456789012m) with { Failures = ["\"quoted\"", "µ"] };
        using var stream = new MemoryStream();

        PointResultJson.Write(result, Plan(seeds: 1).Points[0], stream);
        var read = PointResultJson.Read(stream.ToArray())!;

        Assert.Equal((result.Key, result.Seed, result.Error, result.Digest), (read.Key, read.Seed, read.Error, read.Digest));
        Assert.Equal(result.Failures, read.Failures);
        Assert.Equal(result.Metrics, read.Metrics);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"format": 2, "key": "k", "seed": 1, "error": null, "failures": [], "digest": "", "metrics": {}}""")]
    [InlineData("""{"format": 1, "key": "k", "seed": -1, "error": null, "failures": [], "digest": "", "metrics": {}}""")]
    [InlineData("""{"format": 1, "key": "k", "seed": 1, "error": null, "failures": {}, "digest": "", "metrics": {}}""")]
    [InlineData("""{"format": 1, "key": "k", "seed": 1, "error": null, "failures": [], "digest": ""}""")]
    public void What_is_no_result_of_this_format_is_not_read(string text) => Assert.Null(PointResultJson.Read(Encoding.UTF8.GetBytes(text)));

    private static SweepPlan Plan(int seeds) => new()
    {
        Name = "hand-made",
        Version = "1",
        Axes = [new SweepAxis("x:y", ["4"])],
        Rows = [["4"]],
        Seeds = seeds,
        Metrics = [new SweepMetric("reads", MetricKind.Count), new SweepMetric("writes", MetricKind.Count)],
        Points =
        [
            .. Enumerable.Range(1, seeds).Select(seed => new SweepPoint
            {
                Row = 0, Seed = (ulong)seed, Key = "k", Files = ["f"], Overrides = [], Variables = new Dictionary<string, string>(),
            }),
        ],
    };

    private static PointResult Result(ulong seed, decimal reads) => new() { Key = "k", Seed = seed, Digest = "d", Metrics = [KeyValuePair.Create("reads", reads)] };

    private static PointResult Failed(ulong seed) => new() { Key = "k", Seed = seed, Error = "no memory" };

    private static string Csv(SweepPlan plan, IReadOnlyList<PointResult?> results)
    {
        using var stream = new MemoryStream();
        SweepCsv.Write(SweepTable.Of(plan, results), stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
