using System.Text;
using CxlFabricSim.Hosts.Workloads;
using CxlFabricSim.Hosts.Workloads.Traces;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Tests.Workloads.Traces;

/// <summary>The region of the bench begins at 0x10000000 and has 2 MiB.</summary>
public sealed class TraceReplayTests
{
    [Fact]
    public void No_access_is_made_before_its_time_nor_without_a_slot()
    {
        var bench = Replay("unit: ps\n0 host0 R 0x10000000 64\n10 host0 W 0x10000040 64\n500 host0 R 0x10000040 64", outstanding: 1);

        Assert.Equal([(0L, 0UL, false), (100, 64, true), (500, 64, false)], bench.Run(latency: 100));
        Assert.Equal((2, 0, 0, 0), (bench.Stream.LinesVerified, bench.Stream.VerifyFailures, bench.Stream.Left, bench.Stream.InFlight));
    }

    [Fact]
    public void Without_times_every_slot_is_used_at_once()
    {
        const string text = "unit: ps\n0 host0 R 0x10000000 64\n10 host0 R 0x10000040 64\n500 host0 R 0x10000080 64";

        Assert.Equal([0L, 0, 100], Replay(text, outstanding: 2, isTimed: false).Run(latency: 100).Select(issue => issue.At));
    }

    [Fact]
    public void Other_hosts_and_other_regions_are_left_to_others()
    {
        var bench = Replay("host1 R 0x10000000 64\nhost0 R 0x0FFFFFFF 64\nhost0 R 0x10200000 64\nhost0 R 0x101FFFC0 4096");

        // The last begins in the last line of the region and leaves it.
        Assert.Equal([0x1FFFC0UL], bench.Run(latency: 10).Select(issue => issue.Offset));
        Assert.Equal((2, 1), (bench.Stream.TracedElsewhere, bench.Stream.Reads));
    }

    [Fact]
    public void Bytes_count_as_the_lines_they_touch()
    {
        var bench = Replay("host0 W 0x1000003F 2\nhost0 R 0x10000080 1");

        Assert.Equal([0UL, 64, 128], bench.Run(latency: 10).Select(issue => issue.Offset));
    }

    [Fact]
    public void Capacity_that_is_not_mapped_holds_the_trace_up_until_it_is()
    {
        var bench = Replay("host0 R 0x10100000 128\nhost0 R 0x10000000 64");
        bench.Unit.Unmap(0, new ByteRange(Sizes.MiB + 64, 64), 0);

        Assert.Empty(bench.Issue());
        Assert.Equal(1, bench.Stream.Left);
        bench.Unit.Map(0, new ByteRange(Sizes.MiB + 64, 64), 0);

        Assert.Equal([Sizes.MiB, Sizes.MiB + 64, 0UL], bench.Issue().Select(line => line.Offset));
    }

    [Fact]
    public void An_access_that_was_taken_and_not_begun_is_made_later()
    {
        var bench = Replay("host0 W 0x10000000 64\nhost0 W 0x10000000 64\nhost0 W 0x10000080 64", outstanding: 3);
        var first = Assert.Single(bench.Issue());

        bench.Unit.Unmap(0, new ByteRange(Sizes.MiB, Sizes.MiB), 0);
        bench.Complete(first.Tag);

        Assert.Equal([0UL, 0x80], bench.Issue().Select(line => line.Offset));
    }

    private static StreamBench Replay(string text, int outstanding = 4, bool isTimed = true) => new(settings => settings with
    {
        Trace = new TraceSettings(() => TraceFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "t", TraceFormat.Text, ""), "host0", isTimed),
        Outstanding = outstanding,
    });
}
