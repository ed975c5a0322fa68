using CxlFabricSim.Hosts.Driver;
using CxlFabricSim.Protocol;
using static CxlFabricSim.Hosts.Tests.Driver.TestHost;

namespace CxlFabricSim.Hosts.Tests.Driver;

public sealed class DriverRecoveryTests
{
    [Fact]
    public void Capacity_accepted_before_the_start_is_mapped_page_by_page()
    {
        var host = OneDevice(device =>
        {
            // Every second block: 60 extents, more than one page.
            for (ulong block = 0; block < 120; block += 2) device.Accepted.Add(new(Extent(0, block, 1).Start.Value, Block));
        });

        Assert.Equal(60 * Block, host.Spaces[0].TotalBytes);
        Assert.Equal(60, host.Driver.Counters.ExtentsAccepted);
    }

    [Fact]
    public void Offers_made_before_the_start_are_accepted()
    {
        var host = OneDevice(device => device.Offer(Extent(0, 0, 3)));

        Assert.Equal([Blocks(0, 3)], host.Spaces[0].Ranges);
    }

    [Fact]
    public void Capacity_accepted_before_the_start_outside_all_regions_is_left_alone()
    {
        var host = OneDevice(device => device.Accepted.Add(new(0, Block)));

        Assert.Equal(0UL, host.Spaces[0].TotalBytes);
        Assert.Equal(Block, host.Devices[0].Accepted.TotalBytes);
    }

    [Fact]
    public void An_offer_cut_short_by_overflow_is_accepted_as_far_as_it_is_known()
    {
        var host = OneDevice();
        var extents = Enumerable.Range(0, 10).Select(i => Extent(0, 2 * (ulong)i, 1)).ToArray();

        host.Offer(0, extents);

        Assert.Equal(8 * Block, host.Spaces[0].TotalBytes);
        Assert.Empty(host.Devices[0].Offers);
        Assert.Equal((1L, 0L), (host.Driver.Counters.Overflows, host.Driver.Counters.Errors));
        Assert.Contains(Opcode.GetDynamicCapacityExtentList, host.Devices[0].Commands);
    }

    [Fact]
    public void A_lost_offer_does_not_block_those_after_it()
    {
        var host = OneDevice();
        for (ulong block = 0; block < 9; block++) host.Devices[0].Offer(Extent(0, 2 * block, 1));
        host.Notify(0, interrupts: true);
        Assert.Equal(8 * Block, host.Spaces[0].TotalBytes);
        Assert.Single(host.Devices[0].Offers);

        host.Offer(0, Extent(0, 40, 2));

        Assert.Equal(10 * Block, host.Spaces[0].TotalBytes);
        Assert.True(host.Spaces[0].Contains(Blocks(40, 2)));
        Assert.Empty(host.Devices[0].Offers);
    }

    [Fact]
    public void A_forced_release_whose_record_was_lost_is_found_in_the_extent_list()
    {
        var host = OneDevice();
        host.Offer(0, Extent(0, 0, 4));
        for (var i = 0; i < 8; i++) host.Devices[0].Log(DcEventType.RegionConfigurationUpdated, Extent(0, 0, 0));

        host.Devices[0].TakeAway(Extent(0, 1, 1));
        host.Notify(0, interrupts: true);

        Assert.Equal([Blocks(0, 1), Blocks(2, 2)], host.Spaces[0].Ranges);
        Assert.Equal([(0, Blocks(1, 1))], host.Forgotten);
    }

    [Fact]
    public void A_failed_acceptance_maps_nothing_and_clears_the_way_for_the_next_offer()
    {
        var host = OneDevice();
        host.Devices[0].Fail(Opcode.AddDynamicCapacityResponse, MailboxReturnCode.ResourcesExhausted);
        host.Devices[0].Offer(Extent(0, 0, 1));
        host.Devices[0].Offer(Extent(0, 4, 1));

        host.Notify(0, interrupts: true);

        Assert.Equal([Blocks(4, 1)], host.Spaces[0].Ranges);
        Assert.Equal((1, 1L, 1L), (host.Devices[0].Refusals, host.Driver.Counters.Errors, host.Driver.Counters.ExtentsAccepted));
    }

    [Fact]
    public void A_failed_release_is_tried_once_more()
    {
        var host = OneDevice();
        host.Offer(0, Extent(0, 0, 1));
        host.Devices[0].Fail(Opcode.ReleaseDynamicCapacity, MailboxReturnCode.InternalError);

        host.AskBack(0, Extent(0, 0, 1));
        host.EndDrain();

        Assert.True(host.Devices[0].Accepted.IsEmpty);
        Assert.Equal((1L, 1L), (host.Driver.Counters.ExtentsReleased, host.Driver.Counters.Errors));
    }

    [Fact]
    public void A_release_that_fails_twice_is_given_up_and_the_range_stays_unmapped()
    {
        var host = OneDevice();
        host.Offer(0, Extent(0, 0, 1));
        host.Devices[0].Fail(Opcode.ReleaseDynamicCapacity, MailboxReturnCode.InternalError);
        host.Devices[0].Fail(Opcode.ReleaseDynamicCapacity, MailboxReturnCode.InternalError);

        host.AskBack(0, Extent(0, 0, 1));
        host.EndDrain();

        Assert.Empty(host.Spaces[0].Ranges);
        Assert.Equal(2, host.Devices[0].Commands.Count(opcode => opcode == Opcode.ReleaseDynamicCapacity));
        Assert.Equal((0L, 2L), (host.Driver.Counters.ExtentsReleased, host.Driver.Counters.Errors));
    }

    [Fact]
    public void A_release_crossed_by_a_forced_one_gives_back_what_is_left()
    {
        var host = OneDevice();
        host.Offer(0, Extent(0, 0, 4));
        host.AskBack(0, Extent(0, 0, 4));
        host.HoldsCommands = true;
        host.EndDrain();

        host.TakeAway(0, Extent(0, 1, 1));
        host.HoldsCommands = false;
        host.Settle();

        Assert.True(host.Devices[0].Accepted.IsEmpty);
        Assert.Empty(host.Spaces[0].Ranges);
        Assert.Equal(1, host.Driver.Counters.Errors);
    }

    [Fact]
    public void Records_that_could_not_be_cleared_are_not_acted_on_twice()
    {
        var host = OneDevice();
        host.Devices[0].Fail(Opcode.ClearEventRecords, MailboxReturnCode.InternalError);
        host.Offer(0, Extent(0, 0, 1));
        Assert.Equal(1, host.Devices[0].LogLength);

        host.Devices[0].Offer(Extent(0, 2, 1));
        host.Notify(0, interrupts: true);

        Assert.Equal([Blocks(0, 1), Blocks(2, 1)], host.Spaces[0].Ranges);
        Assert.Equal((0, 0, 2L), (host.Devices[0].LogLength, host.Devices[0].Refusals, host.Driver.Counters.EventsRead));
    }

    [Fact]
    public void A_log_that_could_not_be_read_is_read_at_the_next_interrupt()
    {
        var host = OneDevice();
        host.Devices[0].Fail(Opcode.GetEventRecords, MailboxReturnCode.Busy);
        host.Offer(0, Extent(0, 0, 1));
        Assert.Empty(host.Spaces[0].Ranges);

        host.Notify(0, interrupts: true);

        Assert.Equal([Blocks(0, 1)], host.Spaces[0].Ranges);
        Assert.Equal(1, host.Driver.Counters.Errors);
    }

    [Fact]
    public void An_extent_list_that_could_not_be_read_changes_nothing()
    {
        var host = OneDevice(device => device.Fail(Opcode.GetDynamicCapacityExtentList, MailboxReturnCode.InternalError));
        host.Offer(0, Extent(0, 0, 1));

        Assert.Equal([Blocks(0, 1)], host.Spaces[0].Ranges);
        Assert.Equal(1, host.Driver.Counters.Errors);
    }
}
