using System.Buffers.Binary;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Tests;

public sealed class MailboxTests
{
    private readonly byte[] _output = new byte[CommandTable.PayloadBytes];

    [Fact]
    public void An_unknown_opcode_is_unsupported_whatever_its_length()
    {
        Assert.Equal(MailboxReturnCode.Unsupported, new CommandTable().Execute((Opcode)0x4804, new byte[5], _output, default, out _));
    }

    [Theory]
    [InlineData(7, MailboxReturnCode.InvalidPayloadLength)]
    [InlineData(8, MailboxReturnCode.Success)]
    [InlineData(9, MailboxReturnCode.InvalidPayloadLength)]
    public void A_command_of_fixed_length_takes_no_other(int length, MailboxReturnCode expected)
    {
        Assert.Equal(expected, Timestamp().Execute(Opcode.SetTimestamp, new byte[length], _output, default, out _));
    }

    [Fact]
    public void An_input_longer_than_the_payload_registers_is_refused()
    {
        var commands = new CommandTable();
        commands.AddOfAnyLength(Opcode.ClearEventRecords, Answer(MailboxReturnCode.Success, 0));

        Assert.Equal(MailboxReturnCode.Success, commands.Execute(Opcode.ClearEventRecords, new byte[2048], _output, default, out _));
        Assert.Equal(
            MailboxReturnCode.InvalidPayloadLength, commands.Execute(Opcode.ClearEventRecords, new byte[2049], _output, default, out _));
    }

    [Fact]
    public void A_command_that_fails_writes_nothing()
    {
        var commands = new CommandTable();
        commands.Add(Opcode.GetPartitionInfo, 0, Answer(MailboxReturnCode.InternalError, 17));

        commands.Execute(Opcode.GetPartitionInfo, [], _output, default, out var written);

        Assert.Equal(0, written);
    }

    [Fact]
    public void The_timestamp_is_zero_until_set_and_then_runs_with_virtual_time()
    {
        var commands = Timestamp();
        var value = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(value, 1_000_000);

        Assert.Equal(0UL, Get(commands, SimTime.FromNanoseconds(50)));
        commands.Execute(Opcode.SetTimestamp, value, _output, SimTime.FromNanoseconds(100), out _);

        Assert.Equal(1_000_000UL, Get(commands, SimTime.FromNanoseconds(100)));
        Assert.Equal(1_000_000UL, Get(commands, new SimTime(100_999)));
        Assert.Equal(1_000_001UL, Get(commands, SimTime.FromNanoseconds(101)));
    }

    private ulong Get(CommandTable commands, SimTime now)
    {
        Assert.Equal(MailboxReturnCode.Success, commands.Execute(Opcode.GetTimestamp, [], _output, now, out var written));
        Assert.Equal(8, written);
        return BinaryPrimitives.ReadUInt64LittleEndian(_output);
    }

    private static CommandTable Timestamp()
    {
        var commands = new CommandTable();
        new DeviceTimestamp().AddTo(commands);
        return commands;
    }

    private static CommandHandler Answer(MailboxReturnCode code, int length) =>
        (ReadOnlySpan<byte> _, Span<byte> _, SimTime _, out int written) =>
        {
            written = length;
            return code;
        };
}
