using CxlFabricSim.Components.Logs;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Tests.Mailbox;

/// <summary>A mailbox whose only other commands are those of its logs, and a dump of three bytes.</summary>
public sealed class LogCommandsTests
{
    private const string EffectsLog = "0da9c0b5bf414b788f7996b1623b3f17";
    private const string DumpLog = "b3fab4cf01b64332943e5e9962f23567";
    private const string NoLog = "00000000000000000000000000000000";

    // Six log commands, opcode and effects each: clear and populate change logs.
    private const string Effects = "000400000104000002040000030410000404100005040000";

    private readonly TestMailbox _mailbox;

    public LogCommandsTests() => _mailbox = Create(new LogRules());

    [Fact]
    public void The_supported_logs_are_listed_with_their_sizes()
    {
        Assert.Equal(MailboxReturnCode.Success, _mailbox.Execute(Opcode.GetSupportedLogs));

        Assert.Equal("0200000000000000" + EffectsLog + "18000000" + DumpLog + "00000000", _mailbox.OutputText);
    }

    [Fact]
    public void The_command_effects_log_lists_exactly_the_commands_that_are_there()
    {
        Assert.Equal(MailboxReturnCode.Success, _mailbox.Execute(Opcode.GetLog, EffectsLog + "0000000018000000"));

        Assert.Equal(Effects, _mailbox.OutputText);
        Assert.Equal(6, _mailbox.Commands.Descriptions.Count());
    }

    [Theory]
    [InlineData(EffectsLog, "0400000004000000", MailboxReturnCode.Success, "01040000")]
    [InlineData(EffectsLog, "1700000001000000", MailboxReturnCode.Success, "00")]
    [InlineData(EffectsLog, "1800000000000000", MailboxReturnCode.Success, "")]
    [InlineData(EffectsLog, "1700000002000000", MailboxReturnCode.InvalidInput, "")]
    [InlineData(EffectsLog, "ffffffff04000000", MailboxReturnCode.InvalidInput, "")]
    [InlineData(EffectsLog, "0000000001080000", MailboxReturnCode.InvalidInput, "")]
    [InlineData(NoLog, "0000000004000000", MailboxReturnCode.InvalidLog, "")]
    public void Get_log_returns_a_part_inside_the_log(string log, string part, MailboxReturnCode code, string output)
    {
        Assert.Equal(code, _mailbox.Execute(Opcode.GetLog, log + part));
        Assert.Equal(output, _mailbox.OutputText);
    }

    [Fact]
    public void As_QEMU_has_it_offsets_count_entries_and_zeros_follow_the_log()
    {
        var mailbox = Create(new LogRules { LimitBytes = 64, OffsetUnit = 4 });

        mailbox.Execute(Opcode.GetLog, EffectsLog + "0500000008000000");
        Assert.Equal("0504000000000000", mailbox.OutputText);
        Assert.Equal(MailboxReturnCode.Success, mailbox.Execute(Opcode.GetLog, EffectsLog + "3c00000004000000"));
        Assert.Equal(MailboxReturnCode.InvalidInput, mailbox.Execute(Opcode.GetLog, EffectsLog + "3d00000004000000"));
    }

    [Theory]
    [InlineData(EffectsLog, MailboxReturnCode.Success, "00000000")]
    [InlineData(DumpLog, MailboxReturnCode.Success, "03000000")]
    [InlineData(NoLog, MailboxReturnCode.InvalidLog, "")]
    public void A_log_tells_whether_it_can_be_cleared_and_populated(string log, MailboxReturnCode code, string output)
    {
        Assert.Equal(code, _mailbox.Execute(Opcode.GetLogCapabilities, log));
        Assert.Equal(output, _mailbox.OutputText);
    }

    [Fact]
    public void A_dump_is_there_from_populate_to_clear()
    {
        Assert.Equal(MailboxReturnCode.Success, _mailbox.Execute(Opcode.PopulateLog, DumpLog));
        Assert.Equal(MailboxReturnCode.Success, _mailbox.Execute(Opcode.GetLog, DumpLog + "0000000043000000"));
        Assert.StartsWith("03000000", _mailbox.OutputText, StringComparison.Ordinal);
        Assert.EndsWith("0a0b0c", _mailbox.OutputText, StringComparison.Ordinal);

        Assert.Equal(MailboxReturnCode.Success, _mailbox.Execute(Opcode.ClearLog, DumpLog));

        Assert.Equal(MailboxReturnCode.InvalidInput, _mailbox.Execute(Opcode.GetLog, DumpLog + "0000000001000000"));
    }

    [Theory]
    [InlineData(EffectsLog, MailboxReturnCode.Unsupported)]
    [InlineData(NoLog, MailboxReturnCode.InvalidLog)]
    public void What_cannot_be_cleared_or_populated_is_refused(string log, MailboxReturnCode code)
    {
        Assert.Equal(code, _mailbox.Execute(Opcode.ClearLog, log));
        Assert.Equal(code, _mailbox.Execute(Opcode.PopulateLog, log));
    }

    [Theory]
    [InlineData("0200", MailboxReturnCode.Success, "0200020000000000" + EffectsLog + "18000000" + DumpLog + "00000000")]
    [InlineData("ff01", MailboxReturnCode.Success, "0100020001000000" + DumpLog + "00000000")]
    [InlineData("0001", MailboxReturnCode.Success, "0000020001000000")]
    [InlineData("0102", MailboxReturnCode.InvalidInput, "")]
    public void The_list_of_logs_can_be_had_in_parts(string input, MailboxReturnCode code, string output)
    {
        Assert.Equal(code, _mailbox.Execute(Opcode.GetSupportedLogsSubList, input));
        Assert.Equal(output, _mailbox.OutputText);
    }

    [Theory]
    [InlineData(false, 0x0D41)]
    [InlineData(true, 0x18C1)]
    public void Abort_and_resets_have_bits_of_their_own_in_QEMU(bool asQemu, ushort expected)
    {
        const CommandEffects All = CommandEffects.ConfigurationChangeAfterColdReset | CommandEffects.BackgroundOperation
            | CommandEffects.RequestAbortSupported | CommandEffects.ConfigurationChangeAfterConventionalReset
            | CommandEffects.ConfigurationChangeAfterCxlReset;
        var mailbox = new TestMailbox(new MailboxRules { EffectBitsDisplaced = asQemu });
        mailbox.Commands.Add(new CommandDescription(Opcode.Sanitize, 0, All), (ReadOnlySpan<byte> _, Span<byte> _, SimTime _, out int written) =>
        {
            written = 0;
            return MailboxReturnCode.Success;
        });

        var log = new CommandEffectsLog(mailbox.Commands).Contents;

        Assert.Equal([0x00, 0x44, (byte)expected, (byte)(expected >> 8)], log.ToArray());
    }

    private static TestMailbox Create(LogRules rules)
    {
        var mailbox = new TestMailbox();
        DeviceLog[] logs = [new CommandEffectsLog(mailbox.Commands), new ComponentStateDumpLog(() => [0x0A, 0x0B, 0x0C])];
        new LogCommands(logs, new DeviceTimestamp(), rules).AddTo(mailbox.Commands);
        return mailbox;
    }
}
