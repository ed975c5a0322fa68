using CxlFabricSim.Protocol;
using static CxlFabricSim.Hosts.Tests.Driver.TestHost;

namespace CxlFabricSim.Hosts.Tests.Driver;

public sealed class InterleavedCapacityTests
{
    private static readonly SimTime Instant = new(1);

    [Fact]
    public void A_range_is_mapped_when_the_last_device_has_accepted_it()
    {
        var host = Interleaved(3);

        host.Offer(0, Extent(0, 4, 2));
        host.Offer(2, Extent(2, 4, 2));
        Assert.Empty(host.Spaces[0].Ranges);

        host.Offer(1, Extent(1, 4, 2));
        Assert.Equal([Blocks(12, 6)], host.Spaces[0].Ranges);
        Assert.Equal(SimTime.Never, host.Driver.NextDeadline);
    }

    [Fact]
    public void Only_what_all_devices_share_is_mapped_and_the_rest_goes_back_in_time()
    {
        var host = Interleaved(2);
        host.Offer(0, Extent(0, 0, 4));
        host.Offer(1, Extent(1, 2, 4));

        Assert.Equal([Blocks(4, 4)], host.Spaces[0].Ranges);
        Assert.Equal(PartnerTimeout, host.Driver.NextDeadline);

        host.Wait(PartnerTimeout - Instant);
        Assert.Equal(0, host.Driver.Counters.PartsGivenBack);
        host.Wait(Instant);

        Assert.Equal(2, host.Driver.Counters.PartsGivenBack);
        Assert.Equal([new(Extent(0, 2, 2).Start.Value, 2 * Block)], host.Devices[0].Accepted.Ranges);
        Assert.Equal([new(Extent(1, 2, 2).Start.Value, 2 * Block)], host.Devices[1].Accepted.Ranges);
        Assert.Equal(SimTime.Never, host.Driver.NextDeadline);
    }

    [Fact]
    public void A_part_whose_partner_comes_late_is_mapped_when_it_is_offered_again()
    {
        var host = Interleaved(2);
        host.Offer(0, Extent(0, 0, 2));
        host.Wait(PartnerTimeout);
        host.Offer(1, Extent(1, 0, 2));
        Assert.Empty(host.Spaces[0].Ranges);

        host.Offer(0, Extent(0, 0, 2));

        Assert.Equal([Blocks(0, 4)], host.Spaces[0].Ranges);
    }

    [Fact]
    public void Without_a_timeout_a_part_is_held_for_good()
    {
        var host = Interleaved(2, SimTime.Never);
        host.Offer(0, Extent(0, 0, 2));

        host.Wait(SimTime.FromMicroseconds(1_000_000));
        host.Offer(1, Extent(1, 0, 2));

        Assert.Equal([Blocks(0, 4)], host.Spaces[0].Ranges);
    }

    [Fact]
    public void A_part_that_waits_goes_back_at_once_when_its_partner_fails()
    {
        var host = Interleaved(2);
        host.Offer(0, Extent(0, 0, 2), Extent(0, 8, 1));
        host.Devices[1].Fail(Opcode.AddDynamicCapacityResponse, MailboxReturnCode.ResourcesExhausted);

        host.Offer(1, Extent(1, 0, 2));

        Assert.Empty(host.Spaces[0].Ranges);
        Assert.Equal([new(Extent(0, 8, 1).Start.Value, Block)], host.Devices[0].Accepted.Ranges);
        Assert.Empty(host.Devices[1].Offers);
        Assert.Equal(1, host.Driver.Counters.Errors);
    }

    [Fact]
    public void A_part_that_waits_goes_back_at_once_when_its_partner_is_refused()
    {
        var host = Interleaved(2);
        host.Offer(0, Extent(0, 0, 2));

        // The second extent lies in no region, and an offer is answered as a whole.
        host.Offer(1, Extent(1, 0, 2), new DcExtent(new Dpa(0), Block));

        Assert.Empty(host.Spaces[0].Ranges);
        Assert.True(host.Devices[0].Accepted.IsEmpty);
    }

    [Fact]
    public void The_first_release_unmaps_the_range_on_all_devices_and_each_release_is_answered()
    {
        var host = Interleaved(2);
        Map(host, 0, 8);

        host.AskBack(0, Extent(0, 2, 2));
        Assert.Equal([Blocks(0, 4), Blocks(8, 8)], host.Spaces[0].Ranges);
        Assert.Equal(Blocks(4, 4), Assert.Single(host.Drains).Range);
        host.EndDrain();
        Assert.Equal([(0, Blocks(4, 4))], host.Forgotten);
        Assert.Equal(6 * Block, host.Devices[0].Accepted.TotalBytes);
        Assert.Equal(8 * Block, host.Devices[1].Accepted.TotalBytes);

        host.AskBack(1, Extent(1, 2, 2));
        Assert.Empty(host.Drains);
        Assert.Equal(6 * Block, host.Devices[1].Accepted.TotalBytes);
        Assert.Equal(SimTime.Never, host.Driver.NextDeadline);
        Assert.Equal((2L, 0L), (host.Driver.Counters.ExtentsReleased, host.Driver.Counters.PartsGivenBack));
    }

    [Fact]
    public void A_second_release_during_the_drain_is_answered_after_it()
    {
        var host = Interleaved(2);
        Map(host, 0, 8);

        host.AskBack(0, Extent(0, 2, 2));
        host.AskBack(1, Extent(1, 2, 2));
        Assert.Equal(8 * Block, host.Devices[1].Accepted.TotalBytes);
        Assert.Single(host.Drains);

        host.EndDrain();
        Assert.Equal(6 * Block, host.Devices[0].Accepted.TotalBytes);
        Assert.Equal(6 * Block, host.Devices[1].Accepted.TotalBytes);
        Assert.Equal(SimTime.Never, host.Driver.NextDeadline);
    }

    [Fact]
    public void A_part_that_nobody_asks_for_goes_back_when_its_partner_is_gone_long_enough()
    {
        var host = Interleaved(2);
        Map(host, 0, 8);
        host.Wait(PartnerTimeout + PartnerTimeout);
        Assert.Equal(8 * Block, host.Devices[1].Accepted.TotalBytes);
        host.AskBack(0, Extent(0, 0, 8));
        host.EndDrain();

        host.Wait(PartnerTimeout - Instant);
        Assert.Equal(8 * Block, host.Devices[1].Accepted.TotalBytes);
        host.Wait(Instant);

        Assert.True(host.Devices[1].Accepted.IsEmpty);
        Assert.Equal(1, host.Driver.Counters.PartsGivenBack);
    }

    [Fact]
    public void A_part_with_old_content_is_not_mapped_with_a_new_partner()
    {
        var host = Interleaved(2);
        Map(host, 0, 2);
        host.AskBack(0, Extent(0, 0, 2));
        host.EndDrain();

        host.Offer(0, Extent(0, 0, 2));
        Assert.Empty(host.Spaces[0].Ranges);

        host.AskBack(1, Extent(1, 0, 2));
        host.Offer(1, Extent(1, 0, 2));
        Assert.Equal([Blocks(0, 4)], host.Spaces[0].Ranges);
    }

    [Fact]
    public void A_part_asked_back_before_its_partner_came_is_released_at_once()
    {
        var host = Interleaved(2);
        host.Offer(0, Extent(0, 0, 2));

        host.AskBack(0, Extent(0, 0, 2));

        Assert.True(host.Devices[0].Accepted.IsEmpty);
        Assert.Empty(host.Drains);
        Assert.Equal(SimTime.Never, host.Driver.NextDeadline);
    }

    [Fact]
    public void A_part_taken_by_force_unmaps_the_range_and_its_partner_goes_back_in_time()
    {
        var host = Interleaved(2);
        Map(host, 0, 4);

        host.TakeAway(1, Extent(1, 1, 1));
        Assert.Equal([Blocks(0, 2), Blocks(4, 4)], host.Spaces[0].Ranges);
        Assert.Equal(4 * Block, host.Devices[0].Accepted.TotalBytes);

        host.Wait(PartnerTimeout);
        Assert.Equal(3 * Block, host.Devices[0].Accepted.TotalBytes);
    }

    [Fact]
    public void A_part_taken_by_force_while_it_waits_waits_no_longer()
    {
        var host = Interleaved(2);
        host.Offer(0, Extent(0, 0, 2));

        host.TakeAway(0, Extent(0, 0, 2));

        Assert.Equal(SimTime.Never, host.Driver.NextDeadline);
        Assert.Empty(host.Forgotten);
    }

    private static void Map(TestHost host, ulong firstBlock, ulong blocks)
    {
        for (var device = 0; device < host.Devices.Length; device++) host.Offer(device, Extent(device, firstBlock, blocks));
        var ways = (ulong)host.Devices.Length;
        Assert.Equal([Blocks(firstBlock * ways, blocks * ways)], host.Spaces[0].Ranges);
    }
}
