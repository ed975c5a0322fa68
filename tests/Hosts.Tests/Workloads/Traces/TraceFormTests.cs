using System.Text;
using CxlFabricSim.Actors.Randomness;
using CxlFabricSim.Hosts.Workloads.Traces;

namespace CxlFabricSim.Hosts.Tests.Workloads.Traces;

public sealed class TraceFormTests
{
    private const string Text =
        """
        # a comment
        unit: ns
        0 host0 R 0x1000 64   # and another
        12.5	host1 w 4096 0x40
        host0 W 0x1040 64
        0x10 host0 R 0x0 1
        """;

    // "CXLT", version 1; host0 named; timed read of 64 B at 0x1000: zigzag 0x2000; host1 named; timed write at 4096, 12,500 ps later;
    // host0 again, write right behind; then 3,500 ps later a read of 1 B, 0x1080 back.
    private const string Golden =
        "43584C5401000000" + "0005686F737430" + "820000" + "8040" + "40" + "0005686F737431" + "8B01" + "D461" + "8040" + "8900" + "00"
        + "86" + "AC1B" + "FF41" + "01";

    [Fact]
    public void Text_says_who_did_what_when_and_where()
    {
        var records = Read(Text);

        Assert.Equal(
            [(0L, "host0", false, 0x1000UL, 64U), (12_500, "host1", true, 0x1000, 64), (-1, "host0", true, 0x1040, 64), (16_000, "host0", false, 0, 1)],
            records.Select(Fields));
    }

    [Fact]
    public void The_compact_form_has_these_bytes_and_reads_back_the_same()
    {
        var bytes = Binary(Read(Text));

        Assert.Equal(Golden, Convert.ToHexString(bytes));
        Assert.Equal(Read(Text).Select(Fields), ReadAll(bytes, TraceFormat.Binary).Select(Fields));
    }

    [Fact]
    public void Text_that_is_written_reads_back_the_same()
    {
        using var stream = new MemoryStream();
        using (var writer = new TextTraceWriter(stream))
        {
            foreach (var record in Read(Text)) writer.Write(record);
        }

        Assert.Equal(Read(Text).Select(Fields), ReadAll(stream.ToArray(), TraceFormat.Text).Select(Fields));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Any_trace_survives_the_compact_form(ulong seed)
    {
        var random = new SeededRandom(seed, "trace");
        var time = 0L;
        var records = Enumerable.Range(0, 5000).Select(_ => new TraceRecord
        {
            Time = random.Below(4) == 0 ? -1 : time += (long)(random.Next() >> (int)random.Below(50) >> 14),
            Host = $"host{random.Below(3)}",
            Address = random.Next() >> (int)random.Below(60) & ~0xFFFFFUL,
            Bytes = 1 + (uint)random.Below(TraceRecord.LongestAccess),
            IsWrite = random.Below(2) == 0,
        }).ToList();

        Assert.True(records.Select(Fields).SequenceEqual(ReadAll(Binary(records), TraceFormat.Binary).Select(Fields)), $"seed {seed}");
    }

    [Fact]
    public void Every_mistake_of_a_trace_is_told_with_its_line()
    {
        const string wrong = "0 host0 R 0 64\nhost0 Q 0 64\nunit: s\nhost0 R x 64\nhost0 R 0 0\nhost0 R 0 1048577\nhost0 R\nunit: ns\n5 h R 0 1\n4.999 h R 0 1\n5.0001 h R 0 1\nh R 0xFFFFFFFFFFFFFFFF 1\nh R 18446744073709551616 1";

        var problems = Assert.Throws<TraceException>(() => Read(wrong)).Problems;

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13], problems.Select(problem => int.Parse(problem.Place.Split(':')[1], null)));
        Assert.Equal("t:2: \"Q\" is no operation; R or W", problems[1].ToString());
    }

    [Fact]
    public void Twenty_mistakes_are_enough()
    {
        var problems = Assert.Throws<TraceException>(() => Read(string.Concat(Enumerable.Repeat("wrong\n", 1000)))).Problems;

        Assert.Equal(20, problems.Count);
    }

    [Fact]
    public void Lines_are_read_wherever_they_fall_in_the_buffer()
    {
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"host0 R 0x{i:x} 64{new string(' ', i % 97)}\n"));

        Assert.Equal(Enumerable.Range(0, 20_000).Select(i => (ulong)i), Read(text).Select(record => record.Address));
    }

    [Fact]
    public void A_line_that_does_not_end_is_no_trace() =>
        Assert.Contains("4096", Assert.Throws<TraceException>(() => Read("host0" + new string(' ', 100_000))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("4358", "ends within a record")]
    [InlineData("43584C5402000000", "version 2")]
    [InlineData("43584C540100000085", "of host -1 of 0")]
    [InlineData("43584C54010000000005686F", "ends within")]
    [InlineData("43584C540100000041", "begins with 0x41")]
    [InlineData("43584C54010000000001618100FFFFFFFFFFFFFFFFFFFFFF", "more than 64 bits")]
    [InlineData("43584C540100000000016181000000", "an access of 0 bytes")]
    public void A_broken_compact_trace_is_told_and_not_guessed_at(string bytes, string found) =>
        Assert.Contains(found, Assert.Throws<TraceException>(() => ReadAll(Convert.FromHexString(bytes), TraceFormat.Binary)).Message, StringComparison.Ordinal);

    [Fact]
    public void Text_of_gem5_gives_times_in_picoseconds()
    {
        const string text = "r,4096,64,256,1000\nw,8192,32,1500\nu,0,0,0,1600\n17,r,64,8,256,2000,4194304\n3000: system.cpu: WriteReq 0x40 16\n";

        var records = ReadAll(Encoding.UTF8.GetBytes(text), TraceFormat.Gem5);

        Assert.Equal(
            [(1000L, "cpu", false, 4096UL, 64U), (1500, "cpu", true, 8192, 32), (2000, "cpu", false, 64, 8), (3000, "cpu", true, 0x40, 16)], records.Select(Fields));
    }

    [Fact]
    public void Text_of_DynamoRIO_has_no_times_and_its_instructions_are_left_out()
    {
        const string text = "Format: <data address>: <data size>, <(r)ead/(w)rite/opcode>\n0x7f59c2d002d3:  5, call\n0x7ffeacab0ec8:  8, w\n0x10:  4, r\n0x400000,r,16,0x20\n";

        var records = ReadAll(Encoding.UTF8.GetBytes(text), TraceFormat.DynamoRio);

        Assert.Equal([(-1L, "cpu", true, 0x7ffeacab0ec8UL, 8U), (-1, "cpu", false, 0x10, 4), (-1, "cpu", false, 0x20, 16)], records.Select(Fields));
    }

    private static (long, string, bool, ulong, uint) Fields(TraceRecord record) => (record.Time, record.Host, record.IsWrite, record.Address, record.Bytes);

    private static List<TraceRecord> Read(string text) => ReadAll(Encoding.UTF8.GetBytes(text), TraceFormat.Text);

    private static List<TraceRecord> ReadAll(byte[] bytes, TraceFormat format)
    {
        using var reader = TraceFile.Read(new MemoryStream(bytes), "t", format, "cpu");
        var records = new List<TraceRecord>();
        while (reader.TryRead(out var record)) records.Add(record);
        return records;
    }

    private static byte[] Binary(IEnumerable<TraceRecord> records)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryTraceWriter(stream))
        {
            foreach (var record in records) writer.Write(record);
        }

        return stream.ToArray();
    }
}
