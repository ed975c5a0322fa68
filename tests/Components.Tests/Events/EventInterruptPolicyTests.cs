using CxlFabricSim.Components.Events;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Tests.Events;

public sealed class EventInterruptPolicyTests
{
    [Fact]
    public void No_log_interrupts_until_a_host_asks_for_it()
    {
        var logs = new EventLogs(new EventLogRules());

        logs.Add(EventLogKind.Failure, new byte[EventRecord.Bytes], 0);

        Assert.Equal(0u, logs.TakeInterrupts());
        Assert.Equal("0000000000", Settings(logs));
    }

    [Fact]
    public void A_log_interrupts_with_its_number_when_it_gets_its_first_record_and_not_with_its_second()
    {
        var logs = WithPolicy(0, 0, 1, 0, 0);

        Assert.True(logs.Add(EventLogKind.Failure, new byte[EventRecord.Bytes], 0));
        Assert.False(logs.Add(EventLogKind.Failure, new byte[EventRecord.Bytes], 0));
        logs.Add(EventLogKind.Fatal, new byte[EventRecord.Bytes], 0);

        Assert.Equal(1u << 4, logs.TakeInterrupts());
        Assert.Equal(0u, logs.TakeInterrupts());
    }

    [Fact]
    public void A_log_that_was_cleared_interrupts_again()
    {
        var logs = WithPolicy(1, 0, 0, 0, 0);
        logs.Add(EventLogKind.Informational, new byte[EventRecord.Bytes], 0);
        logs.TakeInterrupts();

        Assert.Equal(MailboxReturnCode.Success, logs.Clear([0, 1, 0, 0, 0, 0]));
        logs.Add(EventLogKind.Informational, new byte[EventRecord.Bytes], 0);

        Assert.Equal(1u << 2, logs.TakeInterrupts());
    }

    [Fact]
    public void Settings_read_back_with_the_devices_number_for_messages_and_the_hosts_for_firmware()
    {
        var logs = WithPolicy(0xF1, 0xA2, 0x0C, 0x01, 0x01);

        Assert.Equal("21a2005161", Settings(logs));
    }

    [Fact]
    public void Firmware_interrupts_do_not_reach_the_host()
    {
        var logs = WithPolicy(2, 2, 2, 2, 2);

        logs.Add(EventLogKind.Warning, new byte[EventRecord.Bytes], 0);

        Assert.Equal(0u, logs.TakeInterrupts());
    }

    [Theory]
    [InlineData(3, MailboxReturnCode.InvalidPayloadLength)]
    [InlineData(4, MailboxReturnCode.Success)]
    [InlineData(5, MailboxReturnCode.Success)]
    [InlineData(6, MailboxReturnCode.InvalidPayloadLength)]
    public void A_policy_has_four_or_five_settings(int length, MailboxReturnCode expected)
    {
        var policy = new EventInterruptPolicy(new EventLogRules());

        Assert.Equal(expected, policy.Set(new byte[length]));
    }

    [Fact]
    public void The_reserved_mode_is_refused_and_nothing_changes()
    {
        var logs = WithPolicy(1, 1, 1, 1, 1);

        Assert.Equal(MailboxReturnCode.InvalidInput, logs.Policy.Set([0, 0, 0, 3]));
        Assert.Equal("2131415161", Settings(logs));
    }

    [Theory]
    [InlineData(true, 0u)]
    [InlineData(false, 1u << 3)]
    public void After_a_reset_the_status_may_forget_the_logs_until_the_next_record(bool isLost, uint status)
    {
        var logs = new EventLogs(new EventLogRules { StatusLostAtReset = isLost });
        logs.Add(EventLogKind.Fatal, new byte[EventRecord.Bytes], 0);

        logs.Reset();
        Assert.Equal(status, logs.Status);
        Assert.Equal(1, logs[EventLogKind.Fatal].Count);

        logs.Add(EventLogKind.Fatal, new byte[EventRecord.Bytes], 0);
        Assert.Equal(1u << 3, logs.Status);
    }

    [Theory]
    [InlineData(3, 3, 0)]
    [InlineData(3, 4, 1)]
    public void A_log_holds_as_many_records_as_the_rules_say(int depth, int added, int lost)
    {
        var logs = new EventLogs(new EventLogRules { RecordsPerLog = depth });

        for (var record = 0; record < added; record++) logs.Add(EventLogKind.Warning, new byte[EventRecord.Bytes], 7);

        Assert.Equal((depth, lost), (logs[EventLogKind.Warning].Count, (int)logs.RecordsLost));
    }

    private static EventLogs WithPolicy(params byte[] settings)
    {
        var logs = new EventLogs(new EventLogRules());
        Assert.Equal(MailboxReturnCode.Success, logs.Policy.Set(settings));
        return logs;
    }

    private static string Settings(EventLogs logs)
    {
        var output = new byte[5];
        Assert.Equal(MailboxReturnCode.Success, logs.Policy.Get(output, out var written));
        Assert.Equal(5, written);
        return Convert.ToHexStringLower(output);
    }
}
