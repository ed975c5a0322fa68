using System.Buffers.Binary;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Tests;

public sealed class CapacityPolicyTests
{
    private const ulong Block = TestDevice.Block;
    private static readonly UInt128 Tag = UInt128.MaxValue / 3;

    [Fact]
    public void Policy_free_takes_the_lowest_free_blocks_in_as_many_extents_as_that_needs()
    {
        using var device = new TestDevice(logicalDevices: 2);
        device.Give(1, device.Extent(1, 2), device.Extent(5, 1));

        Assert.Equal(MailboxReturnCode.Success, device.Select(0, SelectionPolicy.Free, region: 0, 4 * Block, Tag));

        Assert.Equal([device.Extent(0, 1, Tag), device.Extent(3, 2, Tag), device.Extent(6, 1, Tag)], device.Offer(0));
    }

    [Fact]
    public void Policy_contiguous_takes_the_smallest_run_that_is_long_enough()
    {
        using var device = new TestDevice(logicalDevices: 2);
        device.Give(1, device.Extent(4, 1), device.Extent(7, 1), device.Extent(11, 1));

        Assert.Equal(MailboxReturnCode.Success, device.Select(0, SelectionPolicy.Contiguous, region: 0, 2 * Block, Tag));
        Assert.Equal(MailboxReturnCode.Success, device.Select(0, SelectionPolicy.Contiguous, region: 0, 3 * Block, 0));

        Assert.Equal([device.Extent(5, 2, Tag), device.Extent(8, 3)], device.Ld(0).Extents.Offers.SelectMany(offer => offer));
    }

    [Fact]
    public void A_device_chooses_in_the_region_asked_for_up_to_its_last_block_and_not_beyond()
    {
        using var device = new TestDevice(dynamicBytes: 512 * Sizes.MiB, regions: 2);
        const ulong Region = 256 * Sizes.MiB;

        Assert.Equal(MailboxReturnCode.ResourcesExhausted, device.Select(0, SelectionPolicy.Free, region: 1, Region + Block, 0));
        Assert.Equal(MailboxReturnCode.Success, device.Select(0, SelectionPolicy.Contiguous, region: 1, Region, 0));
        Assert.Equal([device.Extent(128, 128)], device.Offer(0));
        Assert.Equal(MailboxReturnCode.ResourcesExhausted, device.Select(0, SelectionPolicy.Free, region: 1, Block, 0));
        Assert.Equal(MailboxReturnCode.Success, device.Select(0, SelectionPolicy.Free, region: 0, Block, 0));
    }

    [Theory]
    [InlineData(0, 2, 2UL)]
    [InlineData(0, 0, 0UL)]
    [InlineData(2, 0, 2UL)]
    public void A_region_host_or_length_that_will_not_do_is_invalid_input(int host, int region, ulong blocks)
    {
        using var device = new TestDevice(logicalDevices: 2);

        Assert.Equal(MailboxReturnCode.InvalidInput, device.Select(host, SelectionPolicy.Free, region, blocks * Block, 0));
        Assert.Equal(MailboxReturnCode.InvalidInput, device.Select(0, SelectionPolicy.Free, 0, Block + 1, 0));
        Assert.Equal(MailboxReturnCode.InvalidInput, device.Select(0, (SelectionPolicy)4, 0, Block, 0));
    }

    [Fact]
    public void The_extent_limit_holds_for_what_the_device_chooses()
    {
        using var device = new TestDevice(DeviceProfile.Cxl with { ExtentLimit = 3 }, logicalDevices: 2);
        device.Give(1, device.Extent(1, 1), device.Extent(3, 1), device.Extent(5, 1));

        Assert.Equal(MailboxReturnCode.ResourcesExhausted, device.Select(0, SelectionPolicy.Free, 0, 4 * Block, 0));
        Assert.Equal(MailboxReturnCode.Success, device.Select(0, SelectionPolicy.Free, 0, 3 * Block, 0));
    }

    [Fact]
    public void A_tagged_release_asks_for_all_extents_of_the_tag_or_for_so_many_bytes_from_the_last_accepted()
    {
        using var device = new TestDevice();
        device.Give(0, device.Extent(0, 2, Tag), device.Extent(8, 2), device.Extent(4, 3, Tag));

        Assert.Equal(MailboxReturnCode.Success, device.AskBackTagged(0, Tag, 4 * Block));
        Assert.Equal([device.Extent(4, 3, Tag), device.Extent(1, 1, Tag)], device.AskedBack(0));
        Assert.Equal(MailboxReturnCode.Success, device.AskBackTagged(0, Tag, 0));
        Assert.Equal([device.Extent(4, 3, Tag), device.Extent(0, 2, Tag)], device.AskedBack(0));
        Assert.Equal(MailboxReturnCode.InvalidInput, device.AskBackTagged(0, Tag, 6 * Block));
        Assert.Equal(MailboxReturnCode.InvalidInput, device.AskBackTagged(0, Tag + 1, 0));
    }

    [Fact]
    public void A_forced_release_by_tag_takes_exactly_the_tagged_capacity()
    {
        using var device = new TestDevice();
        device.Give(0, device.Extent(0, 2, Tag), device.Extent(2, 2));

        Assert.Equal(MailboxReturnCode.Success, device.AskBackTagged(0, Tag, 0, isForced: true));

        Assert.Equal([device.Extent(2, 2)], device.Ld(0).Extents.Accepted);
    }

    [Fact]
    public void Dcd_info_tells_hosts_regions_policies_and_capacity()
    {
        using var device = new TestDevice(logicalDevices: 3, dynamicBytes: 1024 * Sizes.MiB, regions: 4);

        Assert.Equal(MailboxReturnCode.Success, device.Manage(Opcode.GetDcdInfo, []));

        Assert.Equal(84, device.Written);
        Assert.Equal((3, 4), (device.Output[0], device.Output[1]));
        Assert.Equal((0xF, 0x3), (device.Output[4], device.Output[8]));
        Assert.Equal(4UL, BinaryPrimitives.ReadUInt64LittleEndian(device.Output[12..]));
        Assert.Equal(
            [Block, Block, Block, Block, 0UL],
            Enumerable.Range(0, 5).Select(region => BinaryPrimitives.ReadUInt64LittleEndian(device.Output[(20 + region * 8)..])));
    }
}
