using CxlFabricSim.Protocol;
using static CxlFabricSim.Hosts.Tests.Driver.TestHost;

namespace CxlFabricSim.Hosts.Tests.Driver;

public sealed class MediaEventTests
{
    [Fact]
    public void A_driver_asks_for_interrupts_before_it_reads_anything()
    {
        var host = OneDevice();

        Assert.Equal(
            ["0103 0101010101", "0102 ", "4801 3200000000000000", "0100 04", "0100 00", "0100 01", "0100 02", "0100 03"],
            host.Devices[0].Requests.Select(request => $"{(ushort)request.Opcode:x4} {Convert.ToHexStringLower(request.Payload.Span)}"));
    }

    [Fact]
    public void Records_of_a_media_log_are_read_cleared_and_counted_until_none_is_left()
    {
        var host = OneDevice();
        host.Devices[0].MediaLogs[2].AddRange([7, 8]);

        host.Driver.Interrupt(0, vector: 4);
        host.Settle();

        Assert.Empty(host.Devices[0].MediaLogs[2]);
        Assert.Equal((2, 0), (host.Driver.Counters.MediaEventsRead, host.Driver.Counters.EventsRead));
        Assert.Equal([Opcode.GetEventRecords, Opcode.ClearEventRecords, Opcode.GetEventRecords], host.Devices[0].Commands);
    }

    [Fact]
    public void An_interrupt_that_comes_while_a_log_is_read_is_not_lost()
    {
        var host = OneDevice();
        host.Devices[0].MediaLogs[3].Add(1);
        host.HoldsCommands = true;
        host.Driver.Interrupt(0, vector: 5);
        host.Settle();

        // Read, clear, read: the last answer is empty, and the log fills behind it.
        host.AnswerOne();
        host.AnswerOne();
        host.WhileAnswering = () =>
        {
            host.Devices[0].MediaLogs[3].Add(2);
            host.Driver.Interrupt(0, vector: 5);
        };
        host.AnswerOne();
        host.HoldsCommands = false;
        host.Settle();

        Assert.Empty(host.Devices[0].MediaLogs[3]);
        Assert.Equal(2, host.Driver.Counters.MediaEventsRead);
    }

    [Fact]
    public void A_log_that_cannot_be_cleared_is_read_again_at_the_next_interrupt_only()
    {
        var host = OneDevice();
        host.Devices[0].MediaLogs[0].Add(1);
        host.Devices[0].Fail(Opcode.ClearEventRecords, MailboxReturnCode.InternalError);

        host.Driver.Interrupt(0, vector: 2);
        host.Settle();
        Assert.Equal(2, host.Devices[0].Commands.Count);

        host.Driver.Interrupt(0, vector: 2);
        host.Settle();
        Assert.Empty(host.Devices[0].MediaLogs[0]);
    }

    [Fact]
    public void A_device_that_tells_no_policy_is_read_in_all_its_logs_at_any_interrupt()
    {
        var host = OneDevice(device => device.Fail(Opcode.GetEventInterruptPolicy, MailboxReturnCode.Unsupported));

        host.Driver.Interrupt(0, vector: 9);
        host.Settle();

        Assert.Equal([4, 0, 1, 2, 3], host.Devices[0].Requests.TakeLast(5).Select(request => (int)request.Payload.Span[0]));
    }
}
