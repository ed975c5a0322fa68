using System.Buffers.Binary;
using CxlFabricSim.Actors.Randomness;
using CxlFabricSim.Hosts.Workloads;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Tests.Workloads;

public sealed class LineLedgerTests
{
    private const ulong Salt = 0x1234;
    private static readonly byte[] Zero = new byte[Sizes.Line];

    private readonly LineLedger _ledger = new(Salt, Sizes.GiB);

    [Fact]
    public void A_line_never_written_must_be_zero_in_every_byte()
    {
        Assert.True(_ledger.Matches(5, in Zero[0]));
        for (var i = 0; i < Sizes.Line; i++)
        {
            var data = new byte[Sizes.Line];
            data[i] = 1;
            Assert.False(_ledger.Matches(5, in data[0]));
        }
    }

    [Fact]
    public void A_written_line_matches_its_bytes_and_no_others()
    {
        var data = Write(5);

        Assert.True(_ledger.Matches(5, in data[0]));
        Assert.False(_ledger.Matches(5, in Zero[0]));
        for (var i = 0; i < Sizes.Line; i++)
        {
            data[i] ^= 0x80;
            Assert.False(_ledger.Matches(5, in data[0]));
            data[i] ^= 0x80;
        }
    }

    [Fact]
    public void Pattern_is_eight_mixed_words_of_salt_line_and_version()
    {
        var data = Write(77);

        var seed = StableHash.Fold(Salt, 77, 1);
        for (var word = 0; word < 8; word++)
        {
            seed += 0x9E3779B97F4A7C15;
            Assert.Equal(StableHash.Mix(seed), BinaryPrimitives.ReadUInt64LittleEndian(data.AsSpan(8 * word)));
        }
    }

    [Fact]
    public void Every_write_host_and_line_has_its_own_bytes()
    {
        var seen = new HashSet<string>();
        for (ulong salt = 0; salt < 3; salt++)
        {
            var ledger = new LineLedger(salt, Sizes.MiB);
            for (ulong line = 0; line < 100; line++)
            {
                for (var version = 0; version < 3; version++) Assert.True(seen.Add(Convert.ToHexString(Write(line, ledger))));
            }
        }
    }

    [Fact]
    public void A_failed_write_leaves_the_old_content()
    {
        var old = Write(8);
        var failed = Write(8, succeeded: false);

        Assert.True(_ledger.Matches(8, in old[0]));
        Assert.False(_ledger.Matches(8, in failed[0]));
    }

    [Fact]
    public void A_first_write_that_failed_leaves_zero()
    {
        Write(8, succeeded: false);

        Assert.True(_ledger.Matches(8, in Zero[0]));
    }

    [Fact]
    public void Reads_share_a_line_and_exclude_a_write()
    {
        Assert.True(_ledger.TryBeginRead(3));
        Assert.True(_ledger.TryBeginRead(3));
        Assert.False(_ledger.TryBeginWrite(3));
        Assert.True(_ledger.TryBeginWrite(4));

        _ledger.EndRead(3);
        Assert.False(_ledger.TryBeginWrite(3));
        _ledger.EndRead(3);
        Assert.True(_ledger.TryBeginWrite(3));
    }

    [Fact]
    public void A_write_is_alone_on_its_line()
    {
        Assert.True(_ledger.TryBeginWrite(3));
        Assert.False(_ledger.TryBeginWrite(3));
        Assert.False(_ledger.TryBeginRead(3));

        _ledger.EndWrite(3, succeeded: true);
        Assert.True(_ledger.TryBeginRead(3));
    }

    [Fact]
    public void More_reads_of_one_line_than_can_be_counted_must_wait()
    {
        for (var i = 0; i < 127; i++) Assert.True(_ledger.TryBeginRead(3));
        Assert.False(_ledger.TryBeginRead(3));

        _ledger.EndRead(3);
        Assert.True(_ledger.TryBeginRead(3));
    }

    [Fact]
    public void Reads_in_flight_do_not_disturb_the_content()
    {
        var data = Write(3);
        for (var i = 0; i < 127; i++) _ledger.TryBeginRead(3);

        Assert.True(_ledger.Matches(3, in data[0]));
        for (var i = 0; i < 127; i++) _ledger.EndRead(3);
        Assert.True(_ledger.Matches(3, in data[0]));
    }

    [Fact]
    public void Forgotten_lines_must_be_zero_again_and_their_neighbours_stay()
    {
        // Across the border of two chunks of the ledger.
        var lines = new ulong[] { 65_533, 65_534, 65_535, 65_536, 65_537, 65_538 };
        var data = lines.Select(line => Write(line)).ToArray();

        _ledger.Forget(65_534, 4);

        Assert.True(_ledger.Matches(65_533, in data[0][0]));
        Assert.True(_ledger.Matches(65_538, in data[5][0]));
        for (var i = 1; i <= 4; i++) Assert.True(_ledger.Matches(lines[i], in Zero[0]));
    }

    [Fact]
    public void Content_from_before_a_release_is_told_from_content_written_after()
    {
        var before = Write(9);
        _ledger.Forget(9, 1);
        var after = Write(9);

        Assert.NotEqual(before, after);
        Assert.False(_ledger.Matches(9, in before[0]));
    }

    [Fact]
    public void A_read_in_flight_while_its_line_is_forgotten_is_not_judged()
    {
        var old = Write(9);
        _ledger.TryBeginRead(9);
        _ledger.Forget(9, 1);

        Assert.True(_ledger.Matches(9, in old[0]));
        Assert.False(_ledger.TryBeginRead(9));
        _ledger.EndRead(9);

        Assert.False(_ledger.Matches(9, in old[0]));
        Assert.True(_ledger.TryBeginRead(9));
    }

    [Fact]
    public void A_write_in_flight_while_its_line_is_forgotten_counts_for_nothing()
    {
        _ledger.TryBeginWrite(9);
        _ledger.Forget(9, 1);
        Assert.False(_ledger.TryBeginRead(9));
        _ledger.EndWrite(9, succeeded: true);

        Assert.True(_ledger.Matches(9, in Zero[0]));
        Assert.True(_ledger.TryBeginWrite(9));
    }

    [Fact]
    public void Only_touched_chunks_cost_memory()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var ledger = new LineLedger(1, 512 * Sizes.GiB);
        ledger.TryBeginRead(0);
        ledger.TryBeginRead(ledger.LineCount - 1);
        ledger.Forget(0, ledger.LineCount);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 4 << 20);
    }

    [Fact]
    public void Touched_lines_cost_no_further_allocation()
    {
        var random = new SeededRandom(3, "ledger");
        var data = Write(0);

        // The runtime itself may allocate while code is new: what counts is that a round without any comes.
        var least = Enumerable.Range(0, 3).Min(_ => AllocatedByRound());

        Assert.Equal(0, least);

        long AllocatedByRound()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 10_000; i++)
            {
                var line = random.Below(65_536);
                _ledger.TryBeginWrite(line);
                _ledger.FillWrite(line, ref data[0]);
                _ledger.EndWrite(line, succeeded: true);
                _ledger.Matches(line, in data[0]);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Mismatch_names_line_history_offset_and_both_contents()
    {
        var data = new byte[Sizes.Line];
        data[19] = 0xAB;

        Assert.Equal(("line 6 (never written) byte 16: 0000000000000000", "000000ab00000000"), _ledger.DescribeMismatch(6, data));

        data = Write(6);
        data[63] ^= 1;
        var (expected, found) = _ledger.DescribeMismatch(6, data);
        Assert.StartsWith("line 6 (write 1) byte 56: ", expected);
        Assert.Equal(Convert.ToHexStringLower(data.AsSpan(56)), found);
    }

    [Fact]
    public void Forgetting_beyond_the_region_is_refused()
    {
        _ledger.Forget(_ledger.LineCount - 1, 1);

        Assert.Throws<ArgumentOutOfRangeException>(() => _ledger.Forget(_ledger.LineCount - 1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ledger.Forget(_ledger.LineCount + 1, 0));
    }

    private byte[] Write(ulong line, LineLedger? ledger = null, bool succeeded = true)
    {
        ledger ??= _ledger;
        var data = new byte[Sizes.Line];
        Assert.True(ledger.TryBeginWrite(line));
        ledger.FillWrite(line, ref data[0]);
        ledger.EndWrite(line, succeeded);
        return data;
    }
}
