using CxlFabricSim.Devices.Timing;

namespace CxlFabricSim.Devices.Tests.Timing;

/// <summary>
/// One channel of DDR4-3200: 16 banks, rows of 128 lines, 2.5 ns a line, 13.75 ns to open and as much to close, a row open for 32 ns at
/// least. A time is that of the column command as the caller sees it: zero for an access to an open row.
/// </summary>
public sealed class DramMediumTests
{
    private const long Burst = 2500;
    private const long Activate = 13_750;
    private const long Precharge = 13_750;
    private const long RowOpen = 32_000;
    private const long ReadToWrite = 5000;
    private const long WriteToRead = 20_000;
    private const long RefreshInterval = 7_800_000;
    private const long Refresh = 350_000;
    private const int WriteQueue = 32;

    // At 80 % of the queue a batch begins, at 20 % it ends.
    private const int High = 25;
    private const int Batch = 19;

    private readonly DramMedium _dram = Dram();

    [Fact]
    public void A_first_access_opens_its_row_and_the_next_finds_it_open()
    {
        Assert.Equal((Activate, 0), Read(0, 0));
        Assert.Equal((100_000, 100_000), Read(100_000, 1));
        Assert.Equal((1, 1), (_dram.RowHits, _dram.RowMisses));
    }

    [Theory]
    [InlineData(100_000, 100_000 + Precharge + Activate)]
    [InlineData(RowOpen, RowOpen + Precharge + Activate)]
    [InlineData(RowOpen - 1, RowOpen + Precharge + Activate)]
    [InlineData(Activate, RowOpen + Precharge + Activate)]
    public void Another_row_of_the_bank_closes_the_open_one_first_which_stays_open_for_its_time(long time, long served)
    {
        Read(0, LineOf(row: 0, bank: 0));

        Assert.Equal(served, Read(time, LineOf(row: 1, bank: 0)).Time);
        Assert.Equal((0, 2), (_dram.RowHits, _dram.RowMisses));
    }

    [Fact]
    public void Other_banks_open_their_rows_meanwhile_and_share_the_data_bus()
    {
        Assert.Equal(Activate, Read(0, LineOf(0, bank: 0)).Time);
        Assert.Equal(Activate, Read(0, LineOf(0, bank: 1)).Time);

        // The bus has been promised to fifteen reads by then.
        for (ulong bank = 2; bank < 15; bank++) Read(0, LineOf(0, bank));
        Assert.Equal(15 * Burst, Read(0, LineOf(0, bank: 15)).Time);
    }

    [Fact]
    public void Lines_of_an_open_row_follow_one_another_on_the_bus()
    {
        Read(0, 0);

        Assert.Equal([100_000, 100_000 + Burst, 100_000 + 2 * Burst], Enumerable.Range(1, 3).Select(line => Read(100_000, (ulong)line).Time));
    }

    [Fact]
    public void An_access_whose_row_still_has_others_waiting_goes_with_them()
    {
        Read(0, LineOf(0, 0));
        var other = Read(0, LineOf(1, 0)).Time;

        var joined = Read(0, LineOf(0, 0) + 1);

        Assert.Equal(RowOpen + Precharge + Activate, other);
        Assert.InRange(joined.Time, Activate, Activate + Burst);
        Assert.InRange(joined.Served, 0, joined.Time);
        Assert.Equal((1, 2), (_dram.RowHits, _dram.RowMisses));
    }

    [Fact]
    public void An_access_whose_row_has_been_served_and_closed_opens_it_again()
    {
        Read(0, LineOf(0, 0));
        var other = Read(20_000, LineOf(1, 0)).Time;

        Assert.True(Read(20_000, LineOf(0, 0) + 1).Time > other);
        Assert.Equal((0, 3), (_dram.RowHits, _dram.RowMisses));
    }

    [Fact]
    public void Others_of_a_bank_have_their_turn_after_sixteen_accesses_in_a_row()
    {
        for (var line = 0; line < 17; line++) Read(0, LineOf(0, 0) + (ulong)line);

        Assert.Equal((15, 2), (_dram.RowHits, _dram.RowMisses));
    }

    [Fact]
    public void A_refresh_in_the_first_half_of_every_interval_but_the_first_takes_the_channel()
    {
        const long step = 10_000;
        var begins = new List<long>();
        var last = 0L;
        for (var time = 0L; time < 10 * RefreshInterval; time += step)
        {
            var served = Read(time, 0).Time;
            if (served - last > Refresh - step) begins.Add(last);
            last = served;
        }

        Assert.Equal(9, begins.Count);
        for (var interval = 1; interval < 10; interval++)
            Assert.InRange(begins[interval - 1], interval * RefreshInterval - Activate - step, interval * RefreshInterval + RefreshInterval / 2 + step);
    }

    [Fact]
    public void Refreshes_that_nobody_saw_have_closed_the_row()
    {
        const long late = 4 * RefreshInterval + RefreshInterval * 9 / 10;
        Read(0, 0);

        Assert.Equal(late + Activate, Read(late, 0).Time);
        Assert.Equal(late + 100_000, Read(late + 100_000, 0).Time);
    }

    [Fact]
    public void A_row_that_is_closed_after_use_must_always_be_opened_and_never_be_closed()
    {
        var dram = Dram(closesRows: true);

        Assert.Equal(Activate, dram.Access(0, 0, isWrite: false, out _));
        Assert.Equal(100_000 + Activate, dram.Access(100_000, 1, isWrite: false, out _));
        Assert.Equal(200_000 + Activate, dram.Access(200_000, LineOf(1, 0), isWrite: false, out _));
        Assert.Equal((0, 3), (dram.RowHits, dram.RowMisses));
    }

    [Theory]
    [InlineData(RowOpen + Precharge - 1, RowOpen + Precharge + Activate)]
    [InlineData(RowOpen + Precharge, RowOpen + Precharge + Activate)]
    [InlineData(RowOpen + Precharge + 1, RowOpen + Precharge + Activate + 1)]
    public void A_row_that_is_closed_after_use_may_be_opened_when_that_is_done(long time, long served)
    {
        var dram = Dram(closesRows: true);
        dram.Access(0, 0, isWrite: false, out _);

        Assert.Equal(served, dram.Access(time, 1, isWrite: false, out _));
    }

    [Theory]
    [InlineData(High - 1, 0)]
    [InlineData(High, ReadToWrite + Batch * Burst + WriteToRead)]
    public void Writes_wait_until_the_queue_is_almost_full_and_then_go_before_reads(int writes, long busFree)
    {
        for (var write = 0; write < writes; write++) Assert.Equal(0, Write(0, (ulong)write));

        Assert.Equal(Math.Max(Activate, busFree), Read(0, LineOf(0, bank: 5)).Time);
    }

    [Fact]
    public void A_write_waits_where_the_queue_is_full_until_one_has_left()
    {
        for (var write = 0; write < WriteQueue; write++) Assert.Equal(0, Write(0, (ulong)write));

        // The first of the batch: it opened its row when the bus had turned round.
        Assert.Equal(ReadToWrite + Activate + Burst, Write(0, WriteQueue));
    }

    [Theory]
    [InlineData(ReadToWrite + WriteToRead + 10 * Burst, 10)]
    [InlineData(ReadToWrite + WriteToRead + 10 * Burst - 1, 9)]
    [InlineData(ReadToWrite + WriteToRead + Burst - 1, 0)]
    public void Writes_leave_while_the_bus_stands_idle_as_many_as_fit(long idle, int left)
    {
        for (var write = 0; write < 12; write++) Write(0, (ulong)write);
        Read(idle, LineOf(0, bank: 9));

        // As many as have left fit in before the next batch.
        var room = High - 12 + left;
        for (var write = 0; write < room - 1; write++) Write(idle, (ulong)write);
        var before = Read(idle, LineOf(0, bank: 9)).Time;
        Write(idle, 0);

        Assert.InRange(before, idle, idle + Activate + Burst);
        Assert.True(Read(idle, LineOf(0, bank: 9)).Time > idle + ReadToWrite + Batch * Burst, "the batch has begun");
    }

    [Fact]
    public void Writes_alone_never_turn_the_bus_round()
    {
        const int lines = 10_000;
        var last = 0L;

        for (var line = 0; line < lines; line++) last = Math.Max(last, Write(0, (ulong)line));

        // Less what the queue still holds; a twentieth and a bit is refresh.
        Assert.InRange((double)last / ((lines - WriteQueue) * Burst), 1.0, 1.08);
    }

    [Fact]
    public void Lines_go_round_the_channels_of_all_modules()
    {
        var dram = new DramMedium(DramTimings.Ddr5At4800, modules: 2, ranks: 1, WriteQueue, closesRows: false);
        for (ulong line = 0; line < 4; line++) dram.Access(0, line, isWrite: false, out _);

        Assert.Equal([100_000, 100_000, 100_000, 100_000, 103_333], Enumerable.Range(4, 5).Select(line => dram.Access(100_000, (ulong)line, isWrite: false, out _)));
    }

    [Fact]
    public void More_ranks_are_more_banks()
    {
        static long Misses(int ranks)
        {
            var dram = new DramMedium(DramTimings.Ddr4At3200, 1, ranks, WriteQueue, closesRows: false);
            for (var round = 0; round < 2; round++)
            {
                for (ulong row = 0; row < 32; row++) dram.Access(round * 1_000_000 + (long)row * 30_000, row * 128, isWrite: false, out _);
            }

            return dram.RowMisses;
        }

        Assert.Equal((64, 32), (Misses(ranks: 1), Misses(ranks: 2)));
    }

    [Fact]
    public void Parts_of_an_access_are_never_negative_whatever_comes()
    {
        var random = new System.Random(11);
        foreach (var closesRows in new[] { false, true })
        {
            var dram = Dram(closesRows);
            var now = 0L;
            for (var access = 0; access < 200_000; access++)
            {
                now += random.Next(8000);
                var line = (ulong)random.Next(4) * LineOf(1, 0) + (ulong)random.Next(64);
                var time = dram.Access(now, line, random.Next(3) == 0, out var served);
                Assert.True(now <= served && served <= time, $"access {access} at {now} to line {line}: served at {served}, done at {time}");
            }
        }
    }

    private static DramMedium Dram(bool closesRows = false) => new(DramTimings.Ddr4At3200, modules: 1, ranks: 1, WriteQueue, closesRows);

    /// <summary>The first line of a row: banks are numbered by the bits above the column, spread by the row's own.</summary>
    private static ulong LineOf(ulong row, ulong bank) => (row * 16 + (bank ^ (row & 15))) * 128;

    private (long Time, long Served) Read(long time, ulong line)
    {
        var done = _dram.Access(time, line, isWrite: false, out var served);
        return (done, served);
    }

    private long Write(long time, ulong line) => _dram.Access(time, line, isWrite: true, out _);
}
