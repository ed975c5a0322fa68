using CxlFabricSim.Actors.Storage;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Tests;

public sealed class MemoryAccessTests
{
    private const ulong Unit = 256 * Sizes.MiB;

    [Fact]
    public void Partitions_follow_each_other_in_dpa_order_volatile_persistent_dynamic()
    {
        using var device = new TestDevice(volatileBytes: Unit, persistentBytes: Unit, dynamicBytes: Unit, regions: 1);
        device.Give(0, device.Extent(0, 1));

        Assert.Equal(2 * Unit, device.Device.Regions.Base);
        foreach (var (dpa, value) in new[] { (0UL, 1), (Unit - 64, 2), (Unit, 3), (2 * Unit - 64, 4), (2 * Unit, 5) })
            Assert.Equal(CompletionStatus.Success, device.Store(0, new Dpa(dpa), (byte)value));

        foreach (var (dpa, value) in new[] { (0UL, 1), (Unit - 64, 2), (Unit, 3), (2 * Unit - 64, 4), (2 * Unit, 5) })
            Assert.Equal((CompletionStatus.Success, value), device.Load(0, new Dpa(dpa)));
    }

    [Fact]
    public void Logical_devices_have_static_memory_of_their_own_at_the_same_dpa()
    {
        using var device = new TestDevice(logicalDevices: 2, volatileBytes: 2 * Unit, persistentBytes: 2 * Unit, dynamicBytes: Unit, regions: 1);
        foreach (var dpa in new[] { 0UL, Unit - 64, Unit, 2 * Unit - 64 })
        {
            device.Store(0, new Dpa(dpa), 1);
            device.Store(1, new Dpa(dpa), 2);

            Assert.Equal((CompletionStatus.Success, 1), device.Load(0, new Dpa(dpa)));
            Assert.Equal((CompletionStatus.Success, 2), device.Load(1, new Dpa(dpa)));
        }

        Assert.Equal((Unit, Unit), (device.Ld(1).VolatileBytes, device.Ld(1).PersistentBytes));
    }

    [Fact]
    public void An_access_anywhere_in_a_line_means_the_line()
    {
        using var device = new TestDevice(volatileBytes: Unit, dynamicBytes: 0);

        device.Store(0, new Dpa(127), 9);

        Assert.Equal((CompletionStatus.Success, 9), device.Load(0, new Dpa(64)));
        Assert.Equal((CompletionStatus.Success, 0), device.Load(0, new Dpa(128)));
        Assert.Equal((CompletionStatus.Success, 0), device.Load(0, new Dpa(63)));
    }

    [Fact]
    public void Dynamic_capacity_is_reached_exactly_where_it_was_accepted()
    {
        using var device = new TestDevice();
        device.Give(0, device.Extent(3, 2));

        foreach (var block in new ulong[] { 3, 4 })
        {
            Assert.Equal(CompletionStatus.Success, device.Store(0, device.Extent(block, 1).Start, 7));
            Assert.Equal(CompletionStatus.Success, device.Store(0, new Dpa(device.Extent(block, 1).End.Value - 64), 7));
        }

        Assert.Equal(CompletionStatus.CapacityNotOwned, device.Store(0, new Dpa(device.Extent(3, 1).Start.Value - 64), 7));
        Assert.Equal(CompletionStatus.CapacityNotOwned, device.Store(0, device.Extent(5, 1).Start, 7));
        Assert.Equal(2, device.Ld(0).CapacityNotOwned);
        Assert.Equal(6, device.Ld(0).Writes);
    }

    [Fact]
    public void An_offer_alone_opens_nothing()
    {
        using var device = new TestDevice();
        device.Add(0, device.Extent(0, 1));

        Assert.Equal(CompletionStatus.CapacityNotOwned, device.Load(0, device.Extent(0, 1).Start).Status);
    }

    [Fact]
    public void A_failed_load_reads_ones_or_poison_and_zeros_in_profile_qemu()
    {
        using var device = new TestDevice();
        using var qemu = new TestDevice(DeviceProfile.Qemu11);
        Assert.Equal((CompletionStatus.CapacityNotOwned, 0xFF), device.Load(0, device.Extent(0, 1).Start));
        Assert.Equal((CompletionStatus.NotDecoded, 0xFF), device.Load(0, new Dpa(1UL << 40)));

        device.Ld(0).Decoders.Write32(0x04, 1);
        qemu.Ld(0).Decoders.Write32(0x04, 1);

        Assert.Equal((CompletionStatus.Poisoned, 0xFF), device.Load(0, device.Extent(0, 1).Start));
        Assert.Equal((CompletionStatus.CapacityNotOwned, 0), qemu.Load(0, qemu.Extent(0, 1).Start));
        Assert.Equal((2L, 1L, 3L), (device.Ld(0).CapacityNotOwned, device.Ld(0).NotDecoded, device.Ld(0).Reads));
    }

    [Fact]
    public void A_decoder_that_maps_more_than_there_is_reaches_the_end_and_no_further()
    {
        using var device = new TestDevice(volatileBytes: Unit, dynamicBytes: 0);
        device.Ld(0).Decoders.ProgramEndpoint(0, TestDevice.Base, 2 * Unit, 256, 1, dpaSkip: 0);

        Assert.Equal(CompletionStatus.Success, device.Store(0, new Dpa(Unit - 64), 1));
        Assert.Equal(CompletionStatus.OutsideDevice, device.Store(0, new Dpa(Unit), 1));
        Assert.Equal(1, device.Ld(0).OutsideDevice);
    }

    [Fact]
    public void Bytes_are_read_across_blocks_only_when_both_are_owned()
    {
        using var device = new TestDevice();
        device.Give(0, device.Extent(1, 2));
        var edge = TestDevice.Base + device.Extent(2, 1).Start.Value - 4;

        Assert.Equal(CompletionStatus.Success, device.Ld(0).WriteBytes(edge, [1, 2, 3, 4, 5, 6, 7, 8]));
        Assert.Equal(MailboxReturnCode.Success, device.Release(0, device.Extent(2, 1)));
        Assert.Equal(CompletionStatus.CapacityNotOwned, device.Ld(0).WriteBytes(edge, [1, 2, 3, 4, 5, 6, 7, 8]));
        Assert.Equal(CompletionStatus.Success, device.Ld(0).WriteBytes(edge, [1, 2, 3, 4]));
    }

    [Fact]
    public void Steady_reads_and_writes_allocate_nothing()
    {
        using var device = new TestDevice(volatileBytes: Unit);
        device.Give(0, device.Extent(0, 4));
        var list = new PrefetchList();
        var line = new byte[Sizes.Line];
        var start = device.Extent(0, 1).Start.Value + TestDevice.Base;
        // The runtime allocates on this thread too, while it compiles what runs often.
        for (var round = 0; round < 10_000; round++) Access();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 10_000; round++) Access();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Access()
        {
            device.Device.Write(0, start, ref line[0]);
            device.Device.Read(0, start + 64, ref line[0]);
            device.Device.TryPrefetch(0, start + 128, list);
            device.Device.Read(0, TestDevice.Base, ref line[0]);
        }
    }

    [Fact]
    public void Impossible_sizes_are_refused_with_sizes_that_would_do()
    {
        var problem = Assert.Throws<ArgumentException>(() => new TestDevice(dynamicBytes: 384 * Sizes.MiB, regions: 1));
        Assert.Contains("268435456 or 536870912", problem.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new TestDevice(logicalDevices: 2, volatileBytes: Unit));
        Assert.Throws<ArgumentException>(() => new TestDevice(regions: 9, dynamicBytes: 9 * Unit));
        Assert.Throws<ArgumentException>(() => new TestDevice(dynamicBytes: 0));
    }
}
