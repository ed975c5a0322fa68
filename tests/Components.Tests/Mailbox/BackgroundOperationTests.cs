using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Tests.Mailbox;

public sealed class BackgroundOperationTests
{
    private const double OperationSeconds = 4;

    private int _completed;

    [Fact]
    public void An_operation_takes_effect_when_its_time_has_come_and_not_before()
    {
        var mailbox = Mailbox();
        Assert.Equal(MailboxReturnCode.BackgroundCommandStarted, mailbox.Execute(Opcode.Sanitize));

        mailbox.Wait(OperationSeconds - 1e-12);
        Assert.Equal(0x63_4400UL, mailbox.Commands.BackgroundStatus(mailbox.Now));
        Assert.Equal(0, _completed);

        mailbox.Wait(1e-12);
        Assert.Equal(0x64_4400UL, mailbox.Commands.BackgroundStatus(mailbox.Now));
        Assert.Equal(1, _completed);
    }

    [Fact]
    public void While_one_runs_another_is_busy_and_a_foreground_command_is_not()
    {
        var mailbox = Mailbox();
        mailbox.Execute(Opcode.Sanitize);

        Assert.Equal(MailboxReturnCode.Busy, mailbox.Execute(Opcode.Sanitize));
        Assert.Equal(MailboxReturnCode.Success, mailbox.Execute(Opcode.GetTimestamp));
        mailbox.Wait(OperationSeconds);
        Assert.Equal(MailboxReturnCode.BackgroundCommandStarted, mailbox.Execute(Opcode.Sanitize));
        Assert.Equal(1, _completed);
    }

    [Theory]
    [InlineData(100, 3.99, true)]
    [InlineData(85, 3.39, true)]
    [InlineData(85, 3.40, false)]
    public void An_abort_in_time_ends_the_operation_without_its_effect(int ignoredFrom, double abortedAfter, bool isAborted)
    {
        var mailbox = Mailbox(new MailboxRules { AbortIgnoredFromPercent = ignoredFrom });
        mailbox.Execute(Opcode.Sanitize);
        mailbox.Wait(abortedAfter);

        Assert.Equal(MailboxReturnCode.Success, mailbox.Execute(Opcode.RequestAbortBackgroundOperation));
        mailbox.Wait(OperationSeconds);

        var status = mailbox.Commands.BackgroundStatus(mailbox.Now);
        Assert.Equal(isAborted ? MailboxReturnCode.Aborted : MailboxReturnCode.Success, (MailboxReturnCode)(status >> 32));
        Assert.Equal(isAborted ? 0 : 1, _completed);
    }

    [Fact]
    public void An_abort_is_refused_before_the_first_operation_and_for_one_that_cannot_be_aborted()
    {
        var mailbox = Mailbox();
        Assert.Equal(MailboxReturnCode.NoBackgroundAbort, mailbox.Execute(Opcode.RequestAbortBackgroundOperation));

        mailbox.Execute(Opcode.MediaOperations);

        Assert.Equal(MailboxReturnCode.NoBackgroundAbort, mailbox.Execute(Opcode.RequestAbortBackgroundOperation));
        Assert.True(mailbox.Commands.Background.IsRunning);
    }

    [Fact]
    public void An_abort_that_comes_after_the_end_is_a_success_without_consequence()
    {
        var mailbox = Mailbox();
        mailbox.Execute(Opcode.Sanitize);
        mailbox.Wait(OperationSeconds);

        Assert.Equal(MailboxReturnCode.Success, mailbox.Execute(Opcode.RequestAbortBackgroundOperation));

        Assert.Equal(0x64_4400UL, mailbox.Commands.BackgroundStatus(mailbox.Now));
        Assert.Equal(1, _completed);
    }

    [Theory]
    [InlineData(false, 0UL)]
    [InlineData(true, 1UL)]
    public void Mailbox_status_shows_the_last_return_code_and_that_something_runs(bool asQemu, ulong atFirst)
    {
        var mailbox = Mailbox(new MailboxRules { BackgroundBitSetAtFirst = asQemu });
        Assert.Equal(atFirst, mailbox.Commands.Status(mailbox.Now));

        mailbox.Execute(Opcode.Sanitize);
        Assert.Equal(0x1_0000_0001UL, mailbox.Commands.Status(mailbox.Now));

        mailbox.Wait(OperationSeconds);
        Assert.Equal(0x1_0000_0000UL, mailbox.Commands.Status(mailbox.Now));
        mailbox.Execute((Opcode)0x1234);
        Assert.Equal(0x3_0000_0000UL, mailbox.Commands.Status(mailbox.Now));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_end_interrupts_once_and_only_a_host_that_asked_for_it(bool isAsked)
    {
        var mailbox = Mailbox();
        mailbox.Commands.InterruptsWhenBackgroundEnds = isAsked;
        mailbox.Execute(Opcode.Sanitize);
        Assert.False(mailbox.Commands.TakeInterrupt());

        mailbox.Wait(OperationSeconds);
        mailbox.Execute(Opcode.GetTimestamp);

        Assert.Equal(isAsked, mailbox.Commands.TakeInterrupt());
        Assert.False(mailbox.Commands.TakeInterrupt());
    }

    [Fact]
    public void A_reset_ends_the_operation_without_its_effect_and_clears_the_registers()
    {
        var mailbox = Mailbox();
        mailbox.Execute(Opcode.Sanitize);

        mailbox.Commands.Reset();
        mailbox.Wait(OperationSeconds);

        Assert.Equal(0UL, mailbox.Commands.BackgroundStatus(mailbox.Now));
        Assert.Equal(0UL, mailbox.Commands.Status(mailbox.Now));
        Assert.Equal(0, _completed);
    }

    [Fact]
    public void Media_that_are_disabled_refuse_a_command_that_needs_them_after_its_length_and_after_busy()
    {
        var mailbox = Mailbox();
        var description = new CommandDescription(Opcode.GetPartitionInfo, 2, NeedsMedia: true);
        mailbox.Commands.Add(description, Succeed);
        mailbox.Commands.IsMediaDisabled = () => true;

        Assert.Equal(MailboxReturnCode.InvalidPayloadLength, mailbox.Execute(Opcode.GetPartitionInfo, "00"));
        Assert.Equal(MailboxReturnCode.MediaDisabled, mailbox.Execute(Opcode.GetPartitionInfo, "0000"));
        Assert.Equal(MailboxReturnCode.Success, mailbox.Execute(Opcode.GetTimestamp));
    }

    [Fact]
    public void A_command_that_is_left_out_is_not_there_whoever_adds_it()
    {
        var mailbox = Mailbox(new MailboxRules { LeftOut = [Opcode.Sanitize] });

        Assert.Equal(MailboxReturnCode.Unsupported, mailbox.Execute(Opcode.Sanitize));
        Assert.DoesNotContain(mailbox.Commands.Descriptions, description => description.Opcode == Opcode.Sanitize);
    }

    /// <summary>Sanitize stands for a command that can be aborted, Media Operations for one that cannot.</summary>
    private TestMailbox Mailbox(MailboxRules? rules = null)
    {
        var mailbox = new TestMailbox(rules);
        new DeviceTimestamp().AddTo(mailbox.Commands);
        BackgroundCommands.AddTo(mailbox.Commands);
        foreach (var opcode in new[] { Opcode.Sanitize, Opcode.MediaOperations })
        {
            mailbox.Commands.Add(
                new CommandDescription(opcode, 0, CommandEffects.BackgroundOperation),
                (ReadOnlySpan<byte> _, Span<byte> _, SimTime now, out int written) =>
                {
                    written = 0;
                    var duration = new SimTime((long)OperationSeconds * SimTime.PicosecondsPerSecond);
                    mailbox.Commands.Background.Start(opcode, duration, now, opcode == Opcode.Sanitize, _ => _completed++);
                    return MailboxReturnCode.BackgroundCommandStarted;
                });
        }

        return mailbox;
    }

    private static MailboxReturnCode Succeed(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        return MailboxReturnCode.Success;
    }
}
