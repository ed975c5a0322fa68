using CxlFabricSim.Actors.Randomness;
using CxlFabricSim.Hosts.Workloads;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Tests.Workloads;

public sealed class KeyValueTests
{
    private readonly SeededRandom _random = new(7, "keys");

    [Fact]
    public void Operations_come_in_the_shares_that_were_asked_for()
    {
        var mix = new KeyValueMix(new KeyValueSettings { Shares = [0.4, 0.3, 0, 0.1, 0.2] }, salt: 1);

        var kinds = Enumerable.Range(0, 10_000).Select(_ => mix.Next(1000, _random).Kind).CountBy(kind => kind).ToDictionary();

        Assert.Equal([0.4, 0.3, 0.1, 0.2], new[] { OperationKind.Read, OperationKind.Update, OperationKind.Scan, OperationKind.ReadModifyWrite }
            .Select(kind => Math.Round(kinds[kind] / 10_000.0, 1)));
        Assert.DoesNotContain(OperationKind.Insert, kinds.Keys);
    }

    [Fact]
    public void A_few_records_are_hot_and_the_newest_are_where_the_distribution_is_latest()
    {
        var hot = Reads(KeyDistribution.Zipf).CountBy(first => first).Max(count => count.Value);
        var latest = Reads(KeyDistribution.Latest).CountBy(first => first).ToDictionary();
        var uniform = Reads(KeyDistribution.Uniform).CountBy(first => first).Max(count => count.Value);

        Assert.InRange(hot, 1000, 1800);
        Assert.InRange(uniform, 1, 40);
        Assert.Equal(999UL, latest.MaxBy(count => count.Value).Key);
        Assert.True(latest[998] > latest.GetValueOrDefault(500UL));
    }

    [Fact]
    public void Inserts_stand_behind_the_last_record_and_then_in_the_place_of_the_oldest()
    {
        var mix = new KeyValueMix(new KeyValueSettings { Shares = [0, 0, 1, 0, 0], Records = 6 }, salt: 1);

        Assert.Equal([6UL, 7, 0, 1], Enumerable.Range(0, 4).Select(_ => mix.Next(8, _random).First));
        Assert.Equal(10UL, mix.Count);
    }

    [Fact]
    public void A_scan_stays_among_the_records_there_are()
    {
        var mix = new KeyValueMix(new KeyValueSettings { Shares = [0, 0, 0, 1, 0], Records = 150, Distribution = KeyDistribution.Uniform }, salt: 1);

        var scans = Enumerable.Range(0, 5000).Select(_ => mix.Next(1000, _random)).ToList();

        Assert.All(scans, scan => Assert.InRange(scan.First + (ulong)scan.Records, 1UL, 150UL));
        Assert.Equal((1, 100), (scans.Min(scan => scan.Records), scans.Max(scan => scan.Records)));
    }

    [Fact]
    public void A_read_modify_write_writes_its_record_when_it_has_been_read()
    {
        var bench = Store([0, 0, 0, 0, 1], outstanding: 1, count: 1);

        var read = bench.Issue();
        Assert.Equal(4, read.Count);
        bench.Now = 100;
        foreach (var (tag, _, _) in read.Take(3)) bench.Complete(tag);
        Assert.Empty(bench.Issue());
        bench.Complete(read[3].Tag);
        var written = bench.Issue();
        bench.Now = 250;
        foreach (var (tag, _, _) in written) bench.Complete(tag);

        Assert.Equal(read.Select(line => (line.Offset, true)), written.Select(line => (line.Offset, line.IsWrite)));
        Assert.Equal((1, 1, 1, 250), (bench.Stream.Reads, bench.Stream.Writes, bench.Stream.Latency.Count, bench.Stream.Latency.Maximum));
        Assert.Equal((OperationKind.ReadModifyWrite, 1L), bench.Stream.Operations.Select(operation => (operation.Kind, operation.Latency.Count)).Single());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void A_record_that_was_read_and_then_lost_its_capacity_is_not_written(int answeredBefore)
    {
        var bench = Store([0, 0, 0, 0, 1], outstanding: 1, count: 1);
        var read = bench.Issue();
        foreach (var (tag, _, _) in read.Take(answeredBefore)) bench.Complete(tag);

        bench.Unit.Unmap(0, new ByteRange(0, bench.Region.Length), 0);
        bench.Unit.AwaitDrained(0, new ByteRange(0, bench.Region.Length), 7);
        foreach (var (tag, _, _) in read.Skip(answeredBefore)) bench.Complete(tag);

        Assert.Empty(bench.Issue());
        Assert.True(bench.Unit.TryTakeDrained(out _));
        Assert.Equal((1, 0), (bench.Stream.Left, bench.Stream.InFlight));
        bench.Unit.Map(0, new ByteRange(0, 1024), 0);
        Assert.Equal(4, bench.Issue().Count);
    }

    [Fact]
    public void Every_record_that_is_read_holds_what_was_written_last()
    {
        var bench = Store([0.3, 0.2, 0.1, 0.1, 0.3], outstanding: 6, count: 3000);

        bench.Run(latency: 70);

        Assert.Equal((3000, 0, 0), (bench.Stream.Latency.Count, bench.Stream.VerifyFailures, bench.Stream.InFlight));
        Assert.Equal(3000, bench.Stream.Operations.Sum(operation => operation.Latency.Count));
        Assert.True(bench.Stream.LinesVerified > 3000);
    }

    private static StreamBench Store(double[] shares, int outstanding, long count) => new(
        settings => settings with { KeyValue = new KeyValueSettings { Shares = shares }, AccessBytes = 256, Outstanding = outstanding, Count = count, Part = new ByteRange(0, 64 * Sizes.KiB) });

    private List<ulong> Reads(KeyDistribution distribution)
    {
        var mix = new KeyValueMix(new KeyValueSettings { Shares = [1, 0, 0, 0, 0], Distribution = distribution }, salt: 1);
        return [.. Enumerable.Range(0, 10_000).Select(_ => mix.Next(1000, _random).First)];
    }
}
