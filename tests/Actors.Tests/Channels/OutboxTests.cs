using System.Runtime.CompilerServices;
using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Actors.Tests.Reference;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Tests.Channels;

public sealed class OutboxTests
{
    private static readonly Message Header = new() { Word0 = 0x1817161514131211, Word1 = 0x2827262524232221, Word2 = 0x3837363534333231, Word3 = 0x4847464544434241 };

    private const string HeaderHex = "1112131415161718" + "2122232425262728" + "3132333435363738" + "4142434445464748";

    [Fact]
    public void Message_without_data_has_its_golden_bytes()
    {
        var outbox = new Outbox();

        outbox.AddMessage(0x01020304, 0xABCD, 0x1122334455667788, Header, hasLine: false);

        Assert.Equal("01" + "0100cdab" + "04030201" + "8877665544332211" + HeaderHex, Hex(outbox));
    }

    [Fact]
    public void Message_with_a_line_has_its_golden_bytes()
    {
        var outbox = new Outbox();

        FillLine(ref outbox.AddMessage(2, 3, 4, Header, hasLine: true));

        var line = string.Concat(Enumerable.Range(100, 64).Select(value => $"{value:x2}"));
        Assert.Equal("01" + "01010300" + "02000000" + "0400000000000000" + HeaderHex + line, Hex(outbox));
    }

    [Fact]
    public void Message_with_a_record_has_its_golden_bytes()
    {
        var outbox = new Outbox();

        outbox.AddRecord(2, 3, 4, Header, [0xAA, 0xBB, 0xCC]);

        Assert.Equal("01" + "01020300" + "02000000" + "0400000000000000" + HeaderHex + "03000000" + "aabbcc", Hex(outbox));
    }

    [Fact]
    public void Credit_has_its_golden_bytes()
    {
        var outbox = new Outbox();

        outbox.AddCredit(2, 3, 4);

        Assert.Equal("01" + "02000300" + "02000000" + "0400000000000000", Hex(outbox));
    }

    [Fact]
    public void Batch_knows_its_earliest_time_and_starts_anew_when_flipped()
    {
        var outbox = new Outbox();
        Assert.True(outbox.Batch.IsEmpty);
        outbox.AddCredit(0, 0, 70);
        outbox.AddMessage(0, 0, 50, Header, hasLine: false);
        outbox.AddCredit(0, 0, 60);
        var sent = outbox.Batch;
        var before = Convert.ToHexString(sent.Span);
        Assert.Equal(50, outbox.EarliestTime);

        outbox.Flip();
        outbox.AddCredit(9, 9, 9);

        Assert.Equal(9, outbox.EarliestTime);
        Assert.Equal(before, Convert.ToHexString(sent.Span));
    }

    [Fact]
    public void What_is_written_to_a_line_that_was_not_asked_for_goes_nowhere()
    {
        var outbox = new Outbox();

        FillLine(ref outbox.AddMessage(0, 0, 1, Header, hasLine: false));

        Assert.EndsWith(HeaderHex, Hex(outbox), StringComparison.Ordinal);
    }

    [Fact]
    public void Batch_arrives_at_the_ports_as_it_was_sent()
    {
        var (input, output) = Ports();
        var outbox = new Outbox();
        FillLine(ref outbox.AddMessage(0, 1, 500, Header, hasLine: true));
        outbox.AddRecord(0, 0, 600, Header, [1, 2, 3]);
        outbox.AddMessage(0, 2, 700, Header, hasLine: false);

        Outbox.Deliver(outbox.Batch.Span, [input], [output]);

        Assert.Equal(1, input.Take(out var next));
        Assert.True(input.TryLastTaken(out var slot, out var time));
        Assert.Equal((1, 500, 600), (slot, time, next));
        Assert.Equal(Header, input.MessageIn(1));
        for (var at = 0; at < 64; at++) Assert.Equal(100 + at, Unsafe.Add(ref input.LineIn(1), at));
        Assert.Equal(0, input.Take(out next));
        Assert.Equal(700, next);
        Assert.Equal([1, 2, 3], input.RecordIn(0)!);
        Assert.Equal(2, input.Take(out next));
        Assert.Equal(long.MaxValue, next);
    }

    [Fact]
    public void Batch_grows_past_its_first_buffer()
    {
        var outbox = new Outbox();

        outbox.AddRecord(0, 0, 1, Header, new byte[100_000]);
        outbox.AddCredit(0, 0, 2);

        Assert.Equal(1 + (16 + 32 + 4 + 100_000) + 16, outbox.Batch.Length);
    }

    [Fact]
    public void Batch_of_another_version_is_refused()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Outbox.Deliver([2, 0], [], []));

        Assert.Contains("version 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Slot_that_the_channel_does_not_have_is_refused()
    {
        var (input, output) = Ports();
        var outbox = new Outbox();
        outbox.AddMessage(0, 3, 500, Header, hasLine: false);

        var error = Assert.Throws<InvalidOperationException>(() => Outbox.Deliver(outbox.Batch.Span, [input], [output]));

        Assert.Contains("slot 3", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "slot 1")]
    [InlineData(0, "slot 0")]
    public void Credit_for_a_slot_that_nothing_is_in_is_refused(int slot, string named)
    {
        var (input, output) = Ports();
        output.Send(Header, 0, hasLine: false);
        var outbox = new Outbox();
        outbox.AddCredit(0, 0, 500);
        outbox.AddCredit(0, slot, 600);

        var error = Assert.Throws<InvalidOperationException>(() => Outbox.Deliver(outbox.Batch.Span, [input], [output]));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    private static (InputPort Input, OutputPort Output) Ports()
    {
        var model = new Model();
        var (left, right) = (model.Add(new KernelActor(0, new Script())), model.Add(new KernelActor(1, new Script())));
        var channel = model.Connect(left, right, new ChannelOptions { Latency = new SimTime(1), Credits = [3] });
        model.Divide([0, 1], 2);
        return (channel.Input, channel.Output);
    }

    private static void FillLine(ref byte line)
    {
        for (var at = 0; at < 64; at++) Unsafe.Add(ref line, at) = (byte)(100 + at);
    }

    private static string Hex(Outbox outbox) => Convert.ToHexStringLower(outbox.Batch.Span);
}
