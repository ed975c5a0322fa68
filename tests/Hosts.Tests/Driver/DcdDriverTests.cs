using CxlFabricSim.Protocol;
using static CxlFabricSim.Hosts.Tests.Driver.TestHost;

namespace CxlFabricSim.Hosts.Tests.Driver;

public sealed class DcdDriverTests
{
    [Fact]
    public void Offered_capacity_is_accepted_and_mapped()
    {
        var host = OneDevice();

        host.Offer(0, Extent(0, 4, 8));

        Assert.Equal([Blocks(4, 8)], host.Spaces[0].Ranges);
        Assert.True(host.Devices[0].Accepted.Contains(new(Extent(0, 4, 8).Start.Value, 8 * Block)));
        Assert.Equal((1, 1, 1), (host.Driver.Counters.Interrupts, host.Driver.Counters.EventsRead, host.Driver.Counters.ExtentsAccepted));
    }

    [Fact]
    public void Records_are_read_cleared_and_read_again_until_none_is_left()
    {
        var host = OneDevice();

        host.Offer(0, Extent(0, 0, 1));

        Assert.Equal(
            [Opcode.GetEventRecords, Opcode.ClearEventRecords, Opcode.AddDynamicCapacityResponse, Opcode.GetEventRecords],
            host.Devices[0].Commands);
        Assert.Equal(0, host.Devices[0].LogLength);
    }

    [Fact]
    public void Requests_carry_the_bytes_that_the_specification_asks_for()
    {
        var host = OneDevice();
        host.Devices[0].Requests.Clear();

        host.Offer(0, Extent(0, 1, 2));
        host.AskBack(0, Extent(0, 1, 2));
        host.EndDrain();

        string[] extentList = ["0100000000000000" + "0000204000000000" + "0000400000000000" + "0000000000000000"];
        var sent = host.Devices[0].Requests.Select(request => $"{(ushort)request.Opcode:x4} {Convert.ToHexStringLower(request.Payload.Span)}");
        Assert.Equal(
            ["0100 04", "0101 0400010000000100", $"4802 {extentList[0]}", "0100 04", "0100 04", "0101 0400010000000200", "0100 04", $"4803 {extentList[0]}"],
            sent);
    }

    [Fact]
    public void A_device_has_one_command_outstanding_at_a_time()
    {
        var host = OneDevice();
        host.HoldsCommands = true;

        host.Offer(0, Extent(0, 0, 1));
        host.Driver.Interrupt(0, TestDcd.DynamicCapacityVector);
        host.Settle();
        Assert.Equal(1, host.Outstanding);

        for (var answers = 0; host.Outstanding > 0; answers++) host.AnswerOne();
        Assert.Equal([Blocks(0, 1)], host.Spaces[0].Ranges);
    }

    [Fact]
    public void A_record_logged_behind_an_empty_answer_is_not_missed()
    {
        var host = OneDevice();
        host.WhileAnswering = () =>
        {
            if (host.Devices[0].Offer(Extent(0, 0, 1))) host.Driver.Interrupt(0, TestDcd.DynamicCapacityVector);
        };

        // The interrupt overtakes the answer that still says "empty".
        host.Notify(0, interrupts: true);

        Assert.Equal([Blocks(0, 1)], host.Spaces[0].Ranges);
    }

    [Fact]
    public void Extents_of_one_request_are_answered_with_one_response()
    {
        var host = OneDevice();

        host.Offer(0, Extent(0, 0, 1), Extent(0, 8, 2), Extent(1, 3, 1));

        Assert.Equal(1, host.Devices[0].Commands.Count(opcode => opcode == Opcode.AddDynamicCapacityResponse));
        Assert.Equal([Blocks(0, 1), Blocks(8, 2)], host.Spaces[0].Ranges);
        Assert.Equal([Blocks(3, 1)], host.Spaces[1].Ranges);
        Assert.Equal(3, host.Driver.Counters.ExtentsAccepted);
    }

    [Fact]
    public void Requests_logged_together_are_answered_one_by_one_in_order()
    {
        var host = OneDevice();
        host.Devices[0].Offer(Extent(0, 0, 1), Extent(0, 2, 1));
        host.Devices[0].Offer(Extent(0, 4, 1));

        host.Notify(0, interrupts: true);

        Assert.Equal(2, host.Devices[0].Commands.Count(opcode => opcode == Opcode.AddDynamicCapacityResponse));
        Assert.Equal([Blocks(0, 1), Blocks(2, 1), Blocks(4, 1)], host.Spaces[0].Ranges);
        Assert.Empty(host.Devices[0].Offers);
    }

    [Fact]
    public void The_last_block_of_a_region_is_taken_and_the_first_beyond_all_regions_is_refused()
    {
        var host = OneDevice();
        const ulong Blocks1 = PartLength / Block;

        host.Offer(0, Extent(1, Blocks1 - 1, 1));
        Assert.Equal([Blocks(Blocks1 - 1, 1)], host.Spaces[1].Ranges);

        host.Offer(0, Extent(1, Blocks1, 1));
        Assert.Equal([Blocks(Blocks1 - 1, 1)], host.Spaces[1].Ranges);
        Assert.Equal((1, 1L), (host.Devices[0].Refusals, host.Driver.Counters.ExtentsRefused));
    }

    [Theory]
    [InlineData(0x3FE00000, 0x400000)] // from before the first region into it
    [InlineData(0x4FE00000, 0x400000)] // across two regions
    [InlineData(0x40000000, 0)]
    [InlineData(0xFFFFFFFFFFE00000, 0x200000)]
    [InlineData(0xFFFFFFFFFFE00000, 0xFFFFFFFFFFFFFFFF)]
    [InlineData(0, 0xFFFFFFFFFFFFFFFF)]
    public void An_offer_that_is_not_inside_one_region_is_refused_as_a_whole(ulong start, ulong length)
    {
        var host = OneDevice();

        host.Offer(0, Extent(0, 0, 1), new DcExtent(new Dpa(start), length));

        Assert.Equal(0UL, host.Spaces[0].TotalBytes + host.Spaces[1].TotalBytes);
        Assert.Equal((1, 2L, 0L), (host.Devices[0].Refusals, host.Driver.Counters.ExtentsRefused, host.Driver.Counters.Errors));
    }

    [Fact]
    public void An_offer_that_overlaps_itself_or_what_is_held_is_refused()
    {
        var host = OneDevice();
        host.Offer(0, Extent(0, 0, 4));

        host.Offer(0, Extent(0, 3, 2));
        host.Offer(0, Extent(0, 10, 2), Extent(0, 11, 2));

        Assert.Equal([Blocks(0, 4)], host.Spaces[0].Ranges);
        Assert.Equal(2, host.Devices[0].Refusals);
    }

    [Fact]
    public void A_release_waits_for_the_drain_and_forgets_before_it_answers()
    {
        var host = OneDevice();
        host.Offer(0, Extent(0, 0, 8));

        host.AskBack(0, Extent(0, 2, 3));
        Assert.Equal([Blocks(0, 2), Blocks(5, 3)], host.Spaces[0].Ranges);
        Assert.Equal(Blocks(2, 3), Assert.Single(host.Drains).Range);
        Assert.DoesNotContain(Opcode.ReleaseDynamicCapacity, host.Devices[0].Commands);
        Assert.Empty(host.Forgotten);

        host.EndDrain();
        Assert.Equal([(0, Blocks(2, 3))], host.Forgotten);
        Assert.False(host.Devices[0].Accepted.Overlaps(new(Extent(0, 2, 3).Start.Value, 3 * Block)));
        Assert.Equal((1L, 0L), (host.Driver.Counters.ExtentsReleased, host.Driver.Counters.Errors));
    }

    [Fact]
    public void A_release_of_several_mapped_pieces_drains_each()
    {
        var host = OneDevice();
        host.Offer(0, Extent(0, 0, 1), Extent(0, 2, 1));

        host.AskBack(0, Extent(0, 0, 3));
        Assert.Equal(2, host.Drains.Count);
        host.EndDrain(1);
        host.EndDrain(0);

        Assert.True(host.Devices[0].Accepted.IsEmpty);
        Assert.Equal(2, host.Driver.Counters.ExtentsReleased);
    }

    [Fact]
    public void A_release_of_what_the_host_does_not_hold_is_not_answered()
    {
        var host = OneDevice();

        host.AskBack(0, Extent(0, 0, 1));

        Assert.DoesNotContain(Opcode.ReleaseDynamicCapacity, host.Devices[0].Commands);
    }

    [Fact]
    public void Asking_twice_for_the_same_range_releases_it_once()
    {
        var host = OneDevice();
        host.Offer(0, Extent(0, 0, 2));

        host.AskBack(0, Extent(0, 0, 2));
        host.AskBack(0, Extent(0, 0, 2));
        host.EndDrain();

        Assert.Empty(host.Drains);
        Assert.Equal(1, host.Devices[0].Commands.Count(opcode => opcode == Opcode.ReleaseDynamicCapacity));
    }

    [Fact]
    public void Released_capacity_can_be_offered_and_mapped_again()
    {
        var host = OneDevice();
        host.Offer(0, Extent(0, 0, 2));
        host.AskBack(0, Extent(0, 0, 2));
        host.EndDrain();

        host.Offer(0, Extent(0, 1, 2));

        Assert.Equal([Blocks(1, 2)], host.Spaces[0].Ranges);
    }

    [Fact]
    public void Capacity_taken_by_force_is_unmapped_at_once_and_not_answered()
    {
        var host = OneDevice();
        host.Offer(0, Extent(0, 0, 4));
        host.Devices[0].Commands.Clear();

        host.TakeAway(0, Extent(0, 1, 1));

        Assert.Equal([Blocks(0, 1), Blocks(2, 2)], host.Spaces[0].Ranges);
        Assert.Equal([(0, Blocks(1, 1))], host.Forgotten);
        Assert.DoesNotContain(Opcode.ReleaseDynamicCapacity, host.Devices[0].Commands);
        Assert.Equal(1, host.Driver.Counters.ForcedReleases);
    }

    [Fact]
    public void Capacity_taken_by_force_while_it_drains_is_not_released_after_the_drain()
    {
        var host = OneDevice();
        host.Offer(0, Extent(0, 0, 4));
        host.AskBack(0, Extent(0, 0, 4));

        host.TakeAway(0, Extent(0, 0, 3));
        host.Offer(0, Extent(0, 0, 2));
        host.EndDrain();

        Assert.Equal([Blocks(0, 2)], host.Spaces[0].Ranges);
        Assert.Equal([(0, Blocks(0, 3)), (0, Blocks(3, 1))], host.Forgotten);
        Assert.Equal((1L, 0L), (host.Driver.Counters.ExtentsReleased, host.Driver.Counters.Errors));
    }

    [Fact]
    public void A_drain_that_nobody_asked_for_is_a_bug()
    {
        Assert.Throws<InvalidOperationException>(() => OneDevice().Driver.Drained(1, SimTime.Zero));
    }

    [Fact]
    public void A_response_to_nothing_is_a_bug()
    {
        var response = CciMessage.Request(1, Opcode.GetEventRecords, default).Respond(MailboxReturnCode.Success, default);

        Assert.Throws<InvalidOperationException>(() => OneDevice().Driver.CciCompleted(0, response, SimTime.Zero));
    }
}
