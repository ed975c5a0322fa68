using System.Buffers.Binary;
using CxlFabricSim.Components.Events;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Tests;

public sealed class EventLogTests
{
    private static readonly EventLogRules Qemu = new()
    {
        MoreFlagWhileNotEmpty = true,
        ClearAllFlagIgnored = true,
        ClearOfMissingHandleSucceeds = true,
        InvalidInputInsteadOfInvalidHandle = true,
    };

    [Fact]
    public void Only_the_record_that_ends_an_empty_log_interrupts()
    {
        var log = new EventLog(8);

        Assert.True(Add(log));
        Assert.False(Add(log));
        log.RemoveOldest(2);
        Assert.True(Add(log));
    }

    [Fact]
    public void The_ninth_record_is_only_counted_and_takes_no_handle()
    {
        var log = new EventLog(8);
        for (var record = 0UL; record < 10; record++) Add(log, timestamp: record);

        Assert.Equal(8, log.Count);
        Assert.Equal(2, log.OverflowCount);
        Assert.Equal((8UL, 9UL), (log.FirstOverflow, log.LastOverflow));

        log.RemoveOldest(1);
        Add(log);
        Assert.Equal(9, log.Handle(7));
        Assert.Equal((0, 0UL, 0UL), (log.OverflowCount, log.FirstOverflow, log.LastOverflow));
    }

    [Fact]
    public void Handles_go_from_65535_to_1()
    {
        var log = new EventLog(8);
        for (var record = 1; record <= ushort.MaxValue; record++)
        {
            Add(log);
            Assert.Equal(record, log.Handle(0));
            log.RemoveOldest(1);
        }

        Add(log);
        Assert.Equal(1, log.Handle(0));
    }

    [Fact]
    public void The_overflow_count_stays_at_its_largest_value()
    {
        var log = new EventLog(8);
        for (var record = 0; record < 8 + ushort.MaxValue + 1; record++) Add(log);

        Assert.Equal(ushort.MaxValue, log.OverflowCount);
    }

    [Fact]
    public void Clearing_wants_the_oldest_handles_in_order_or_clears_nothing()
    {
        var logs = WithRecords(3, new EventLogRules());

        Assert.Equal(MailboxReturnCode.InvalidHandle, Clear(logs, 2, 1));
        Assert.Equal(MailboxReturnCode.InvalidHandle, Clear(logs, 1, 1));
        Assert.Equal(3, logs[EventLogKind.DynamicCapacity].Count);
        Assert.Equal(MailboxReturnCode.Success, Clear(logs, 1, 2));
        Assert.Equal(3, logs[EventLogKind.DynamicCapacity].Handle(0));
    }

    [Fact]
    public void A_handle_past_the_end_of_the_log_is_invalid_but_not_for_qemu()
    {
        Assert.Equal(MailboxReturnCode.InvalidHandle, Clear(WithRecords(1, new EventLogRules()), 1, 2));
        Assert.Equal(MailboxReturnCode.Success, Clear(WithRecords(1, Qemu), 1, 2));
        Assert.Equal(MailboxReturnCode.InvalidInput, Clear(WithRecords(1, Qemu), 7));
    }

    [Fact]
    public void Clear_all_empties_the_log_but_not_for_qemu()
    {
        var logs = WithRecords(3, new EventLogRules());
        var qemu = WithRecords(3, Qemu);
        byte[] clearAll = [4, 1, 0, 0, 0, 0];

        Assert.Equal(MailboxReturnCode.Success, logs.Clear(clearAll));
        Assert.Equal(MailboxReturnCode.Success, qemu.Clear(clearAll));

        Assert.Equal(0u, logs.Status);
        Assert.Equal(1u << 4, qemu.Status);
    }

    [Theory]
    [InlineData(5, MailboxReturnCode.InvalidPayloadLength)]
    [InlineData(6, MailboxReturnCode.InvalidPayloadLength)]
    [InlineData(7, MailboxReturnCode.InvalidPayloadLength)]
    [InlineData(8, MailboxReturnCode.Success)]
    [InlineData(9, MailboxReturnCode.Success)]
    public void Clearing_one_record_takes_eight_bytes_or_more(int length, MailboxReturnCode expected)
    {
        var logs = WithRecords(1, new EventLogRules());
        byte[] request = [4, 0, 1, 0, 0, 0, 1, 0, 0];

        Assert.Equal(expected, logs.Clear(request.AsSpan(0, length)));
    }

    [Fact]
    public void The_more_flag_says_that_the_answer_had_no_room_for_all()
    {
        var logs = WithRecords(3, new EventLogRules());
        var output = new byte[32 + 2 * EventRecord.Bytes];

        Assert.Equal(MailboxReturnCode.Success, logs.Get([4], output, out var written));
        Assert.Equal(output.Length, written);
        Assert.Equal(2, output[0] & 2);
        Assert.Equal(2, output[0x14]);

        Assert.Equal(MailboxReturnCode.Success, logs.Get([4], new byte[2048], out written));
        Assert.Equal(32 + 3 * EventRecord.Bytes, written);
    }

    [Theory]
    [InlineData(4, MailboxReturnCode.Success)]
    [InlineData(5, MailboxReturnCode.InvalidInput)]
    [InlineData(255, MailboxReturnCode.InvalidInput)]
    public void There_are_five_logs(byte log, MailboxReturnCode expected)
    {
        var logs = new EventLogs(new EventLogRules());

        Assert.Equal(expected, logs.Get([log], new byte[2048], out _));
        Assert.Equal(expected, logs.Clear([log, 0, 0, 0, 0, 0]));
    }

    [Fact]
    public void A_dynamic_capacity_record_has_the_layout_of_the_specification()
    {
        var record = new byte[EventRecord.Bytes];
        record.AsSpan().Fill(0xEE);
        var extent = new DcExtent(new Dpa(0x20200000), 0xE00000, new UInt128(0x0102030405060708, 0x090A0B0C0D0E0F10));

        EventRecord.FillDynamicCapacity(record, 0x1122334455667788, DynamicCapacityEvent.ReleaseCapacity, extent, moreFollow: true, 511);

        Assert.Equal(
            "ca95afa7f18340188c2f95268e101a2a8001000000000000887766554433221100000000000000000000000000000000"
            + "01010000000100000000202000000000" + "0000e00000000000" + "0102030405060708090a0b0c0d0e0f10" + "0000000000000000"
            + new string('0', 48) + "ff01000000000000",
            Convert.ToHexStringLower(record));
    }

    private static EventLogs WithRecords(int count, EventLogRules rules)
    {
        var logs = new EventLogs(rules);
        for (var record = 0; record < count; record++) Add(logs[EventLogKind.DynamicCapacity]);
        return logs;
    }

    private static bool Add(EventLog log, ulong timestamp = 0) => log.Add(new byte[EventRecord.Bytes], timestamp);

    private static MailboxReturnCode Clear(EventLogs logs, params ushort[] handles)
    {
        var request = new byte[6 + handles.Length * 2];
        request[0] = (byte)EventLogKind.DynamicCapacity;
        request[2] = (byte)handles.Length;
        for (var index = 0; index < handles.Length; index++)
            BinaryPrimitives.WriteUInt16LittleEndian(request.AsSpan(6 + index * 2), handles[index]);
        return logs.Clear(request);
    }
}
