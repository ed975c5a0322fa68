using System.Buffers.Binary;
using CxlFabricSim.Components.Events;
using CxlFabricSim.Devices.Capacity;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Tests;

public sealed class CapacityTests
{
    [Fact]
    public void What_one_logical_device_has_pending_or_accepted_is_not_offered_to_another()
    {
        using var device = new TestDevice(logicalDevices: 2);
        device.Give(0, device.Extent(0, 4));
        device.Add(0, device.Extent(8, 4));

        foreach (var block in new ulong[] { 3, 0, 8, 11 })
            Assert.Equal(MailboxReturnCode.InvalidExtentList, device.Add(1, device.Extent(block, 1)));
        foreach (var block in new ulong[] { 4, 7, 12 })
            Assert.Equal(MailboxReturnCode.Success, device.Add(1, device.Extent(block, 1)));
    }

    [Fact]
    public void Capacity_that_changes_hands_reads_zero_for_its_next_owner_and_is_lost_to_the_last()
    {
        using var device = new TestDevice(logicalDevices: 2);
        var extent = device.Extent(2, 2);
        device.Give(0, extent);
        device.Store(0, extent.Start, 0xAB);

        Assert.Equal(MailboxReturnCode.Success, device.Release(0, extent));
        device.Give(1, extent);

        Assert.Equal((CompletionStatus.Success, 0), device.Load(1, extent.Start));
        Assert.Equal(CompletionStatus.CapacityNotOwned, device.Load(0, extent.Start).Status);
        Assert.Equal(CompletionStatus.CapacityNotOwned, device.Store(0, extent.Start, 1));
        Assert.Equal((CompletionStatus.Success, 0), device.Load(1, extent.Start));
    }

    [Fact]
    public void A_partial_release_clears_exactly_its_own_bytes()
    {
        using var device = new TestDevice();
        device.Give(0, device.Extent(0, 3));
        for (ulong block = 0; block < 3; block++) device.Store(0, device.Extent(block, 1).Start, 5);

        device.Release(0, device.Extent(1, 1));
        device.Give(0, device.Extent(1, 1));

        Assert.Equal([5, 0, 5], new ulong[] { 0, 1, 2 }.Select(block => device.Load(0, device.Extent(block, 1).Start).Value));
    }

    [Fact]
    public void What_is_left_of_split_extents_moves_to_the_end_front_before_back()
    {
        using var device = new TestDevice();
        device.Give(0, device.Extent(0, 5), device.Extent(10, 5), device.Extent(20, 1));

        device.Release(0, device.Extent(12, 1), device.Extent(4, 1));

        Assert.Equal(
            [device.Extent(20, 1), device.Extent(10, 2), device.Extent(13, 2), device.Extent(0, 4)], device.Ld(0).Extents.Accepted);
    }

    [Fact]
    public void A_release_with_one_wrong_extent_changes_nothing()
    {
        using var device = new TestDevice();
        device.Give(0, device.Extent(0, 4));

        Assert.Equal(MailboxReturnCode.InvalidPhysicalAddress, device.Release(0, device.Extent(0, 1), device.Extent(4, 1)));

        Assert.Equal([device.Extent(0, 4)], device.Ld(0).Extents.Accepted);
        Assert.Equal(CompletionStatus.Success, device.Load(0, device.Extent(0, 1).Start).Status);
    }

    [Theory]
    [InlineData(7, MailboxReturnCode.InvalidPayloadLength)]
    [InlineData(31, MailboxReturnCode.InvalidPayloadLength)]
    [InlineData(32, MailboxReturnCode.Success)]
    [InlineData(33, MailboxReturnCode.Success)]
    public void A_list_of_one_extent_takes_32_bytes_or_more(int length, MailboxReturnCode expected)
    {
        using var device = new TestDevice();
        device.Add(0, device.Extent(0, 1));
        var request = UpdatedExtents.Encode([device.Extent(0, 1)]).Concat(new byte[8]).ToArray();

        Assert.Equal(expected, device.Execute(0, Opcode.AddDynamicCapacityResponse, request.AsSpan(0, length)));
    }

    [Fact]
    public void Extents_stay_inside_one_region()
    {
        // Region 0 has 128 blocks.
        using var device = new TestDevice();

        Assert.Equal(MailboxReturnCode.InvalidPhysicalAddress, device.Add(0, device.Extent(0, 1), device.Extent(127, 2)));
        Assert.Equal(MailboxReturnCode.Success, device.Add(0, device.Extent(127, 1)));
        Assert.Equal(MailboxReturnCode.Success, device.Add(0, device.Extent(128, 1)));
        Assert.Equal(MailboxReturnCode.Success, device.Add(0, device.Extent(255, 1)));
        Assert.Equal(MailboxReturnCode.InvalidPhysicalAddress, device.Add(0, device.Extent(256, 1)));
    }

    [Fact]
    public void Extents_are_whole_blocks_that_do_not_overlap_and_have_a_length()
    {
        using var device = new TestDevice();

        Assert.Equal(MailboxReturnCode.InvalidExtentList, device.Add(0, new DcExtent(new Dpa(4096), TestDevice.Block)));
        Assert.Equal(MailboxReturnCode.InvalidExtentList, device.Add(0, new DcExtent(new Dpa(0), TestDevice.Block + 4096)));
        Assert.Equal(MailboxReturnCode.InvalidExtentList, device.Add(0, device.Extent(0, 2), device.Extent(1, 1)));
        Assert.Equal(MailboxReturnCode.InvalidExtentList, device.Add(0, device.Extent(0, 0)));
        Assert.Equal(MailboxReturnCode.InvalidExtentList, device.Add(0, new DcExtent(new Dpa(TestDevice.Block), ulong.MaxValue - TestDevice.Block + 1)));
        Assert.Equal(0, device.Ld(0).Extents.TrackedCount);
    }

    [Fact]
    public void An_answer_takes_parts_of_the_oldest_offer_and_the_rest_of_it_may_be_offered_again()
    {
        using var device = new TestDevice(logicalDevices: 2);
        device.Add(0, device.Extent(0, 4));
        device.Add(0, device.Extent(8, 1));

        Assert.Equal(MailboxReturnCode.InvalidPhysicalAddress, device.Accept(0, device.Extent(8, 1)));
        Assert.Equal(MailboxReturnCode.Success, device.Accept(0, device.Extent(1, 1)));
        Assert.Equal(MailboxReturnCode.Success, device.Add(1, device.Extent(0, 1)));
        Assert.Equal(MailboxReturnCode.Success, device.Accept(0));
        Assert.Equal(0, device.Ld(0).Extents.PendingCount);
        Assert.Equal([device.Extent(1, 1)], device.Ld(0).Extents.Accepted);
    }

    [Fact]
    public void An_answer_with_more_to_come_leaves_the_offer_open()
    {
        using var device = new TestDevice();
        device.Add(0, device.Extent(0, 4));

        Assert.Equal(
            MailboxReturnCode.Success,
            device.Execute(0, Opcode.AddDynamicCapacityResponse, UpdatedExtents.Encode([device.Extent(0, 1)], moreFollow: true)));
        Assert.Equal(MailboxReturnCode.InvalidPhysicalAddress, device.Accept(0, device.Extent(0, 2)));
        Assert.Equal(MailboxReturnCode.Success, device.Accept(0, device.Extent(2, 1)));
        Assert.Equal(MailboxReturnCode.InvalidPhysicalAddress, device.Accept(0, device.Extent(3, 1)));
        Assert.Equal([device.Extent(0, 1), device.Extent(2, 1)], device.Ld(0).Extents.Accepted);
    }

    [Theory]
    [InlineData(false, MailboxReturnCode.Success)]
    [InlineData(true, MailboxReturnCode.ResourcesExhausted)]
    public void A_full_device_can_accept_what_it_was_offered_but_for_qemu(bool asQemu, MailboxReturnCode expected)
    {
        using var device = new TestDevice((asQemu ? DeviceProfile.Qemu11 : DeviceProfile.Cxl) with { ExtentLimit = 4 });

        Assert.Equal(MailboxReturnCode.ResourcesExhausted, device.Add(0, Blocks(5)));
        Assert.Equal(MailboxReturnCode.Success, device.Add(0, Blocks(4)));
        Assert.Equal(expected, device.Accept(0, Blocks(4)));

        DcExtent[] Blocks(int count) => [.. Enumerable.Range(0, count).Select(index => device.Extent(2 * (ulong)index, 1))];
    }

    [Fact]
    public void A_release_whose_remains_the_device_cannot_track_is_refused()
    {
        using var device = new TestDevice(DeviceProfile.Cxl with { ExtentLimit = 2 });
        device.Give(0, device.Extent(0, 5));

        Assert.Equal(MailboxReturnCode.Success, device.Release(0, device.Extent(1, 1)));
        Assert.Equal(MailboxReturnCode.ResourcesExhausted, device.Release(0, device.Extent(3, 1)));
        Assert.Equal([device.Extent(0, 1), device.Extent(2, 3)], device.Ld(0).Extents.Accepted);
    }

    [Fact]
    public void Tags_stay_with_their_extents_but_not_for_qemu()
    {
        foreach (var (profile, tag) in new[] { (DeviceProfile.Cxl, (UInt128)77), (DeviceProfile.Qemu11, (UInt128)0) })
        {
            using var device = new TestDevice(profile);
            device.Give(0, device.Extent(0, 4, tag: 77));

            Assert.Equal(tag, device.Ld(0).Extents.Accepted[0].Tag);
        }
    }

    [Fact]
    public void Interrupts_name_the_logical_device_whose_empty_log_got_a_record_once()
    {
        using var device = new TestDevice(logicalDevices: 3);
        device.EnableInterrupts();
        uint[] Interrupts() => [.. Enumerable.Range(0, 3).Select(device.Device.TakeInterrupts)];

        device.Add(2, device.Extent(0, 1), device.Extent(1, 1));
        device.Add(0, device.Extent(2, 1));
        Assert.Equal([1u << 6, 0, 1u << 6], Interrupts());
        Assert.Equal([0u, 0, 0], Interrupts());

        device.Add(2, device.Extent(3, 1));
        Assert.Equal([0u, 0, 0], Interrupts());
        Assert.Equal(3, device.Ld(2).Events[EventLogKind.DynamicCapacity].Count);
        Assert.Equal(0, device.Ld(1).Events[EventLogKind.DynamicCapacity].Count);
    }

    [Fact]
    public void Asking_back_leaves_the_capacity_with_the_host_until_it_answers()
    {
        using var device = new TestDevice();
        device.Give(0, device.Extent(0, 2));
        device.Add(0, device.Extent(4, 1));

        Assert.Equal(MailboxReturnCode.Success, device.AskBack(0, device.Extent(0, 1)));
        Assert.Equal(CompletionStatus.Success, device.Load(0, device.Extent(0, 1).Start).Status);
        Assert.Equal(1, device.Ld(0).Events[EventLogKind.DynamicCapacity].Record(2)[0x30]);
        Assert.Equal(MailboxReturnCode.InvalidPhysicalAddress, device.AskBack(0, device.Extent(1, 2)));
        Assert.Equal(MailboxReturnCode.InvalidPhysicalAddress, device.AskBack(0, device.Extent(4, 1)));
    }

    [Fact]
    public void Force_takes_accepted_and_offered_capacity_at_once_and_says_so_afterwards()
    {
        using var device = new TestDevice(logicalDevices: 2);
        device.Give(0, device.Extent(0, 2));
        device.Store(0, device.Extent(1, 1).Start, 3);
        device.Add(0, device.Extent(4, 2));

        Assert.Equal(MailboxReturnCode.Success, device.Force(0, device.Extent(1, 1), device.Extent(5, 1)));

        Assert.Equal([device.Extent(0, 1)], device.Ld(0).Extents.Accepted);
        Assert.Equal([device.Extent(4, 1)], Assert.Single(device.Ld(0).Extents.Offers));
        Assert.Equal(CompletionStatus.CapacityNotOwned, device.Load(0, device.Extent(1, 1).Start).Status);
        Assert.Equal(2, device.Ld(0).Events[EventLogKind.DynamicCapacity].Record(3)[0x30]);
        device.Give(1, device.Extent(1, 1), device.Extent(5, 1));
        Assert.Equal((CompletionStatus.Success, 0), device.Load(1, device.Extent(1, 1).Start));
    }

    [Fact]
    public void Another_hosts_number_and_an_empty_list_are_invalid_input()
    {
        using var device = new TestDevice(logicalDevices: 2);

        Assert.Equal(MailboxReturnCode.InvalidInput, device.Add(2, device.Extent(0, 1)));
        Assert.Equal(MailboxReturnCode.InvalidInput, device.Add(1));
        Assert.Equal(MailboxReturnCode.Success, device.Manage(Opcode.GetDcRegionExtentLists, [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
        Assert.Equal(MailboxReturnCode.InvalidInput, device.Manage(Opcode.GetDcRegionExtentLists, [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
    }

    [Fact]
    public void Both_extent_lists_show_pages_of_what_was_accepted_and_a_generation_that_moves()
    {
        using var device = new TestDevice();
        device.Give(0, device.Extent(0, 1), device.Extent(2, 1), device.Extent(4, 1));

        Assert.Equal(MailboxReturnCode.Success, device.Execute(0, Opcode.GetDynamicCapacityExtentList, [9, 0, 0, 0, 1, 0, 0, 0]));
        Assert.Equal((2u, 3u, 1u), (Word(device, 0), Word(device, 4), Word(device, 8)));
        Assert.Equal(device.Extent(2, 1), DcExtent.Read(device.Output[16..]));

        device.Release(0, device.Extent(0, 1));
        Assert.Equal(MailboxReturnCode.Success, device.Manage(Opcode.GetDcRegionExtentLists, [0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]));
        Assert.Equal((1u, 1u, 2u, 2u), (Word(device, 4), Word(device, 8), Word(device, 12), Word(device, 16)));
        Assert.Equal(device.Extent(4, 1), DcExtent.Read(device.Output[24..]));
        Assert.Equal(MailboxReturnCode.InvalidInput, device.Execute(0, Opcode.GetDynamicCapacityExtentList, [1, 0, 0, 0, 3, 0, 0, 0]));
    }

    [Fact]
    public void A_device_without_dynamic_capacity_does_not_know_its_commands()
    {
        using var device = new TestDevice(volatileBytes: 256 * Sizes.MiB, dynamicBytes: 0);

        Assert.Equal(MailboxReturnCode.Unsupported, device.Execute(0, Opcode.GetDynamicCapacityConfiguration, [1, 0]));
        Assert.Equal(MailboxReturnCode.Unsupported, device.Add(0, new DcExtent(default, TestDevice.Block)));
        Assert.Equal(
            "No dynamic capacity support from the device",
            device.Device.Management.RequestAdd(0, "prescriptive", 0, [(0, TestDevice.Block)], 0, default));
    }

    [Fact]
    public void Identify_tells_the_share_of_a_logical_device()
    {
        using var device = new TestDevice(logicalDevices: 4, volatileBytes: 2048 * Sizes.MiB, persistentBytes: 1024 * Sizes.MiB);

        Assert.Equal(MailboxReturnCode.Success, device.Execute(3, Opcode.IdentifyMemoryDevice, []));
        Assert.Equal(0x45, device.Written);
        Assert.Equal((3u, 0u, 0u, 1u), (Word(device, 0x10), Word(device, 0x18), Word(device, 0x20), Word(device, 0x28)));
        Assert.Equal(MailboxReturnCode.Success, device.Execute(3, Opcode.GetPartitionInfo, []));
        Assert.Equal((2u, 1u), (Word(device, 0), Word(device, 8)));
    }

    [Fact]
    public void An_offset_near_the_last_address_is_an_error_not_a_crash()
    {
        using var device = new TestDevice(DeviceProfile.Qemu11);

        Assert.Equal(
            "extent range is beyond the region end",
            device.Device.Management.RequestAdd(0, "prescriptive", 0, [(ulong.MaxValue - TestDevice.Block + 1, TestDevice.Block)], 0, default));
        Assert.Equal(MailboxReturnCode.Success, device.Accept(0));
    }

    private static uint Word(TestDevice device, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(device.Output[offset..]);
}
