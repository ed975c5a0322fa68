using System.Buffers.Binary;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Tests;

public sealed class SharedCapacityTests
{
    private const ulong Block = TestDevice.Block;
    private static readonly UInt128 Tag = UInt128.MaxValue / 5;

    [Fact]
    public void What_one_host_writes_to_shared_capacity_another_reads_and_a_third_cannot_reach()
    {
        using var device = new TestDevice(logicalDevices: 3, shareable: 1);
        var extent = device.Extent(0, 2, Tag);
        Share(device, extent, 0, 1);

        device.Store(0, extent.Start, 0x5A);

        Assert.Equal((CompletionStatus.Success, 0x5A), device.Load(1, extent.Start));
        Assert.Equal(CompletionStatus.CapacityNotOwned, device.Load(2, extent.Start).Status);
    }

    [Fact]
    public void Shared_extents_are_numbered_from_one_and_alike_for_every_host()
    {
        using var device = new TestDevice(logicalDevices: 2, shareable: 1);
        DcExtent[] extents = [device.Extent(8, 1, Tag), device.Extent(2, 2, Tag)];

        device.Give(0, extents);
        Assert.Equal(MailboxReturnCode.Success, device.Select(1, SelectionPolicy.EnableSharedAccess, 0, 0, Tag));
        Assert.Equal(MailboxReturnCode.Success, device.Accept(1, extents));

        Assert.Equal([extents[0] with { SharedSequence = 1 }, extents[1] with { SharedSequence = 2 }], device.Ld(1).Extents.Accepted);
        Assert.Equal(device.Ld(0).Extents.Accepted, device.Ld(1).Extents.Accepted);
    }

    [Fact]
    public void Shared_contents_last_until_the_last_host_has_released_them()
    {
        using var device = new TestDevice(logicalDevices: 2, shareable: 1);
        var extent = device.Extent(0, 1, Tag);
        Share(device, extent, 0, 1);
        device.Store(0, extent.Start, 7);

        device.Release(0, extent);
        Assert.Equal((CompletionStatus.Success, 7), device.Load(1, extent.Start));
        device.Release(1, extent);
        device.Give(0, extent);

        Assert.Equal((CompletionStatus.Success, 0), device.Load(0, extent.Start));
    }

    [Fact]
    public void An_offer_keeps_shared_contents_and_ending_it_unanswered_destroys_them()
    {
        using var device = new TestDevice(logicalDevices: 2, shareable: 1);
        var extent = device.Extent(0, 1, Tag);
        device.Give(0, extent);
        device.Store(0, extent.Start, 7);
        device.Select(1, SelectionPolicy.EnableSharedAccess, 0, 0, Tag);
        device.Release(0, extent);
        Assert.Equal(7, device.Device.Peek(1, extent.Start, 1)[0]);

        device.Accept(1);

        Assert.Equal(0, device.Device.Peek(1, extent.Start, 1)[0]);
    }

    [Fact]
    public void Sharing_needs_a_shareable_region_a_known_tag_and_a_host_without_it()
    {
        using var device = new TestDevice(logicalDevices: 2, shareable: 1);
        var other = device.Extent(128, 1, Tag + 1);
        device.Give(0, device.Extent(0, 1, Tag));
        device.Give(0, other);

        Assert.Equal(MailboxReturnCode.InvalidInput, device.Select(1, SelectionPolicy.EnableSharedAccess, 0, 0, Tag + 1));
        Assert.Equal(MailboxReturnCode.InvalidInput, device.Select(1, SelectionPolicy.EnableSharedAccess, 0, 0, Tag + 2));
        Assert.Equal(MailboxReturnCode.InvalidInput, device.Select(1, SelectionPolicy.EnableSharedAccess, 0, 0, 0));
        Assert.Equal(MailboxReturnCode.InvalidInput, device.Select(0, SelectionPolicy.EnableSharedAccess, 0, 0, Tag));
        Assert.Equal(MailboxReturnCode.Success, device.Select(1, SelectionPolicy.EnableSharedAccess, 0, 0, Tag));
        Assert.Equal(MailboxReturnCode.InvalidInput, device.Select(1, SelectionPolicy.EnableSharedAccess, 0, 0, Tag));
    }

    [Fact]
    public void Capacity_of_a_shareable_region_needs_a_tag_of_its_own()
    {
        using var device = new TestDevice(logicalDevices: 2, shareable: 1);
        device.Give(0, device.Extent(0, 1, Tag));

        Assert.Equal(MailboxReturnCode.InvalidInput, device.Add(1, device.Extent(4, 1)));
        Assert.Equal(MailboxReturnCode.InvalidInput, device.Add(1, device.Extent(4, 1, Tag)));
        Assert.Equal(MailboxReturnCode.InvalidInput, device.Add(1, device.Extent(4, 1, Tag + 1), device.Extent(5, 1, Tag + 2)));
        Assert.Equal(MailboxReturnCode.InvalidInput, device.Add(1, device.Extent(4, 1, Tag + 1), device.Extent(130, 1, Tag + 1)));
        Assert.Equal(MailboxReturnCode.Success, device.Add(1, device.Extent(4, 1, Tag + 1)));
    }

    [Fact]
    public void A_reference_keeps_capacity_without_hosts_and_its_end_frees_it()
    {
        using var device = new TestDevice(logicalDevices: 2, shareable: 1);
        var extent = device.Extent(0, 2, Tag);
        device.Give(0, extent);
        device.Store(0, extent.Start, 9);
        Assert.Equal(MailboxReturnCode.Success, device.Manage(Opcode.DynamicCapacityAddReference, Bytes(Tag)));
        device.Release(0, extent);
        Assert.Equal(MailboxReturnCode.InvalidExtentList, device.Add(1, device.Extent(1, 1, Tag + 1)));

        Assert.Equal(MailboxReturnCode.Success, device.Select(1, SelectionPolicy.EnableSharedAccess, 0, 0, Tag));
        Assert.Equal(MailboxReturnCode.Success, device.Accept(1, extent));
        Assert.Equal((CompletionStatus.Success, 9), device.Load(1, extent.Start));
        device.Release(1, extent);
        Assert.Equal(MailboxReturnCode.Success, device.Manage(Opcode.DynamicCapacityRemoveReference, Bytes(Tag)));

        Assert.Equal(0, device.Device.Peek(0, extent.Start, 1)[0]);
        Assert.Equal(MailboxReturnCode.Success, device.Add(1, device.Extent(1, 1, Tag + 1)));
        Assert.Equal(MailboxReturnCode.InvalidInput, device.Manage(Opcode.DynamicCapacityRemoveReference, Bytes(Tag)));
    }

    [Fact]
    public void Tags_are_listed_with_who_has_them_until_nobody_has()
    {
        using var device = new TestDevice(logicalDevices: 3, shareable: 1);
        var shared = device.Extent(0, 1, Tag);
        Share(device, shared, 0, 2);
        device.Give(1, device.Extent(128, 1, Tag - 1));
        device.Manage(Opcode.DynamicCapacityAddReference, Bytes(Tag - 1));
        device.Select(1, SelectionPolicy.EnableSharedAccess, 0, 0, Tag);

        Assert.Equal([(Tag - 1, 1, 0b010u, 0u), (Tag, 0, 0b101u, 0b010u)], Tags(device, 0, 10));
        Assert.Equal([(Tag, 0, 0b101u, 0b010u)], Tags(device, 1, 10));
        Assert.Equal([], Tags(device, 2, 10));
        Assert.Equal(MailboxReturnCode.InvalidInput, device.Manage(Opcode.DynamicCapacityListTags, [3, 0, 0, 0, 1, 0, 0, 0]));

        device.Accept(1);
        device.Release(0, shared);
        device.Release(2, shared);
        Assert.Equal([(Tag - 1, 1, 0b010u, 0u)], Tags(device, 0, 10));
    }

    private static void Share(TestDevice device, DcExtent extent, int first, int second)
    {
        device.Give(first, extent);
        Assert.Equal(MailboxReturnCode.Success, device.Select(second, SelectionPolicy.EnableSharedAccess, 0, 0, extent.Tag));
        Assert.Equal(MailboxReturnCode.Success, device.Accept(second, extent));
    }

    private static byte[] Bytes(UInt128 tag)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, tag);
        return bytes;
    }

    private static List<(UInt128 Tag, int Flags, uint Accepted, uint Pending)> Tags(TestDevice device, byte start, byte count)
    {
        Assert.Equal(MailboxReturnCode.Success, device.Manage(Opcode.DynamicCapacityListTags, [start, 0, 0, 0, count, 0, 0, 0]));
        var returned = BinaryPrimitives.ReadInt32LittleEndian(device.Output[8..]);
        Assert.Equal(16 + returned * 84, device.Written);
        var tags = new List<(UInt128, int, uint, uint)>();
        for (var index = 0; index < returned; index++)
        {
            var entry = device.Output[(16 + index * 84)..];
            tags.Add((
                BinaryPrimitives.ReadUInt128BigEndian(entry), entry[16],
                BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]), BinaryPrimitives.ReadUInt32LittleEndian(entry[52..])));
        }

        return tags;
    }
}
