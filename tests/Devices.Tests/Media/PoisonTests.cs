using System.Buffers.Binary;
using CxlFabricSim.Components.Events;
using CxlFabricSim.Devices.Media;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Tests.Media;

public sealed class PoisonTests : IDisposable
{
    private const ulong Static = 512 * Sizes.MiB;
    private const ulong Capacity = 1024 * Sizes.MiB;

    private readonly TestDevice _device = WithProfile(DeviceProfile.Cxl);

    public void Dispose() => _device.Dispose();

    [Fact]
    public void A_poisoned_line_is_answered_with_poison_and_its_neighbours_are_not()
    {
        foreach (var line in new ulong[] { 0x0FC0, 0x1000, 0x1040 }) _device.Store(0, new Dpa(line), 5);

        Assert.Equal(MailboxReturnCode.Success, Inject(0x1000));

        Assert.Equal((CompletionStatus.Success, 5), _device.Load(0, new Dpa(0x0FC0)));
        Assert.Equal((CompletionStatus.Poisoned, 0xFF), _device.Load(0, new Dpa(0x1000)));
        Assert.Equal((CompletionStatus.Success, 5), _device.Load(0, new Dpa(0x1040)));
        Assert.Equal(1, _device.Ld(0).PoisonedReads);
    }

    [Fact]
    public void Each_logical_device_has_its_own_poison()
    {
        using var device = new TestDevice(logicalDevices: 2, volatileBytes: Static);
        device.Ld(1).Media.InjectPoison(new Dpa(0), 64, default);

        Assert.Equal(CompletionStatus.Success, device.Load(0, new Dpa(0)).Status);
        Assert.Equal(CompletionStatus.Poisoned, device.Load(1, new Dpa(0)).Status);
    }

    [Fact]
    public void Writing_a_line_ends_its_poison_alone()
    {
        _device.Ld(0).Media.InjectPoison(new Dpa(0x1000), 192, default);

        Assert.Equal(CompletionStatus.Success, _device.Store(0, new Dpa(0x1040), 7));

        Assert.Equal(
            [CompletionStatus.Poisoned, CompletionStatus.Success, CompletionStatus.Poisoned],
            new ulong[] { 0x1000, 0x1040, 0x1080 }.Select(dpa => _device.Load(0, new Dpa(dpa)).Status));
        Assert.Equal([(0x1080UL, 1u), (0x1000UL, 1u)], List().Select(entry => (entry.Address, entry.Lines)));
    }

    [Fact]
    public void Writing_a_part_of_a_line_leaves_it_poisoned()
    {
        Inject(0);
        var ld = _device.Ld(0);

        ld.WriteBytes(TestDevice.Base, new byte[63]);
        Assert.Equal(CompletionStatus.Poisoned, ld.ReadBytes(TestDevice.Base + 63, new byte[1]));

        ld.WriteBytes(TestDevice.Base, new byte[64]);
        Assert.Equal(CompletionStatus.Success, ld.ReadBytes(TestDevice.Base + 63, new byte[1]));
        Assert.False(ld.Media.Poison.HasPoison);
    }

    [Fact]
    public void Clear_poison_writes_its_data()
    {
        _device.Store(0, new Dpa(64), 1);
        Inject(64);

        Assert.Equal(MailboxReturnCode.Success, Clear(64, 9));

        Assert.Equal((CompletionStatus.Success, 9), _device.Load(0, new Dpa(64)));
        Assert.Empty(List());
    }

    [Fact]
    public void Clear_poison_does_not_write_to_capacity_of_another_host()
    {
        using var device = new TestDevice(logicalDevices: 2);
        var line = device.Extent(3, 1).Start;
        device.Give(0, device.Extent(3, 1));
        device.Store(0, line, 4);

        var input = new byte[72];
        BinaryPrimitives.WriteUInt64LittleEndian(input, line.Value);
        Assert.Equal(MailboxReturnCode.Success, device.Execute(1, Opcode.ClearPoison, input));

        Assert.Equal((CompletionStatus.Success, 4), device.Load(0, line));
    }

    [Fact]
    public void Capacity_that_was_given_back_takes_its_poison_along()
    {
        var extent = _device.Extent(0, 1);
        _device.Give(0, extent);
        _device.Ld(0).Media.InjectPoison(extent.Start, 64, default);
        Assert.Equal(CompletionStatus.Poisoned, _device.Load(0, extent.Start).Status);

        _device.Release(0, extent);
        _device.Give(0, extent);

        Assert.Equal((CompletionStatus.Success, 0), _device.Load(0, extent.Start));
    }

    [Theory]
    [InlineData(0, MailboxReturnCode.Success)]
    [InlineData(1, MailboxReturnCode.InvalidInput)]
    [InlineData(63, MailboxReturnCode.InvalidInput)]
    [InlineData(Capacity - 64, MailboxReturnCode.Success)]
    [InlineData(Capacity, MailboxReturnCode.InvalidPhysicalAddress)]
    [InlineData(ulong.MaxValue - 63, MailboxReturnCode.InvalidPhysicalAddress)]
    public void Only_whole_lines_of_the_device_are_poisoned_and_cleared(ulong dpa, MailboxReturnCode expected)
    {
        Assert.Equal(expected, Inject(dpa));
        Assert.Equal(expected, Clear(dpa, 0));
    }

    [Theory]
    [InlineData(0, Capacity / 64, MailboxReturnCode.Success)]
    [InlineData(0, Capacity / 64 + 1, MailboxReturnCode.InvalidPhysicalAddress)]
    [InlineData(Capacity - 64, 1, MailboxReturnCode.Success)]
    [InlineData(Capacity - 64, 2, MailboxReturnCode.InvalidPhysicalAddress)]
    [InlineData(64, ulong.MaxValue, MailboxReturnCode.InvalidPhysicalAddress)]
    [InlineData(32, 1, MailboxReturnCode.InvalidInput)]
    public void The_list_is_asked_for_whole_lines_of_the_device(ulong dpa, ulong lines, MailboxReturnCode expected) =>
        Assert.Equal(expected, _device.Execute(0, Opcode.GetPoisonList, Range(dpa, lines)));

    [Fact]
    public void A_range_of_no_length_has_no_poison()
    {
        Inject(0);

        Assert.Empty(List(0, 0));
    }

    [Fact]
    public void Injecting_twice_lists_the_line_once_and_logs_one_event()
    {
        Inject(0x40);
        Inject(0x40);

        Assert.Equal((0x43UL, 1u), Assert.Single(Raw(0, Capacity / 64)));
        Assert.Equal(1, _device.Ld(0).Events[EventLogKind.Informational].Count);
        var record = _device.Ld(0).Events[EventLogKind.Informational].Record(0).ToArray();
        Assert.Equal((0x41, (byte)MediaTransaction.HostInjectPoison), (record[0x30], record[0x3A]));
    }

    [Fact]
    public void A_list_longer_than_an_answer_is_returned_in_parts_by_the_same_request()
    {
        for (ulong line = 0; line < 127; line++) Inject(line * 128);

        Assert.Equal(126, Raw(0, Static / 64).Count);
        Assert.Equal(1, _device.Output[0] & 1);
        Assert.Equal((3UL, 1u), Assert.Single(Raw(0, Static / 64)));
        Assert.Equal(0, _device.Output[0] & 1);
        Assert.Equal(126, Raw(0, Static / 64).Count);

        // Another range begins anew, and so does the first one after it.
        Assert.Single(Raw(0, 1));
        Assert.Equal(126, Raw(0, Static / 64).Count);
    }

    [Fact]
    public void The_long_list_does_not_end_the_device_in_either_profile()
    {
        using var device = WithProfile(DeviceProfile.Qemu11);
        for (ulong line = 0; line < 127; line++) Inject(line * 128, device);

        Assert.Equal(MailboxReturnCode.Success, device.Execute(0, Opcode.GetPoisonList, Range(0, Static / 64)));
        Assert.Equal((126, 1), (BinaryPrimitives.ReadUInt16LittleEndian(device.Output[0x0A..]), device.Output[0] & 1));
    }

    [Fact]
    public void The_list_takes_as_many_entries_as_the_profile_says()
    {
        using var device = WithProfile(DeviceProfile.Cxl with { Poison = new PoisonRules { ListEntries = 2 } });

        Assert.Equal(
            [MailboxReturnCode.Success, MailboxReturnCode.Success, MailboxReturnCode.InjectPoisonLimitReached, MailboxReturnCode.Success],
            new ulong[] { 0, 64, 128, 64 }.Select(dpa => Inject(dpa, device)));
    }

    [Fact]
    public void Poison_that_does_not_fit_the_list_is_an_overflow_with_its_time_and_still_poison()
    {
        using var device = WithProfile(DeviceProfile.Cxl with { Poison = new PoisonRules { ListEntries = 1 } });
        device.Execute(0, Opcode.SetTimestamp, [100, 0, 0, 0, 0, 0, 0, 0]);
        var media = device.Ld(0).Media;
        media.InjectPoison(new Dpa(0), 64, default);
        Assert.False(media.Poison.HasOverflowed);

        Assert.Null(media.InjectPoison(new Dpa(128), 64, SimTime.FromNanoseconds(5)));
        Assert.Null(media.InjectPoison(new Dpa(256), 64, SimTime.FromNanoseconds(9)));

        Assert.Equal(CompletionStatus.Poisoned, device.Load(0, new Dpa(128)).Status);
        device.Execute(0, Opcode.GetPoisonList, Range(0, 100));
        Assert.Equal("02006900000000000000", Convert.ToHexStringLower(device.Output[..10]));
        var records = device.Ld(0).Events[EventLogKind.Failure];
        Assert.Equal([1, 5, 5], Enumerable.Range(0, 3).Select(record => (int)records.Record(record)[0x38]));
    }

    [Theory]
    [InlineData(0, 65, "Poison injection must be in multiples of 64 bytes")]
    [InlineData(1, 64, "Poison start address must be 64 byte aligned")]
    [InlineData(0, 0, "Poison injection must be at least 64 bytes")]
    [InlineData(Capacity - 64, 128, "Poison range is beyond the capacity of the device")]
    [InlineData(0x2000, 64, "Overlap with existing poisoned region not supported")]
    [InlineData(0x1FC0, 192, "Overlap with existing poisoned region not supported")]
    public void A_mistake_of_whoever_injects_is_told(ulong start, ulong length, string expected)
    {
        Inject(0x2000);

        Assert.Equal(expected, _device.Ld(0).Media.InjectPoison(new Dpa(start), length, default));
    }

    [Fact]
    public void An_address_that_wraps_is_refused_by_a_qemu_device_without_dynamic_capacity()
    {
        using var device = new TestDevice(DeviceProfile.Qemu11, volatileBytes: Static, dynamicBytes: 0, regions: 0);

        Assert.Equal(MailboxReturnCode.InvalidPhysicalAddress, Clear(ulong.MaxValue - 63, 0, device));
    }

    [Fact]
    public void Any_clear_at_any_address_does_no_harm_in_the_qemu_profile()
    {
        using var device = WithProfile(DeviceProfile.Qemu11);

        foreach (var dpa in new ulong[] { 1, Static - 1, Capacity - 64, Capacity - 63, Capacity, ulong.MaxValue - 64, ulong.MaxValue })
        {
            Inject(dpa, device);
            Clear(dpa, 3, device);
            Inject(dpa, device);
        }

        Assert.Equal(MailboxReturnCode.Success, device.Execute(0, Opcode.GetPoisonList, Range(0, Capacity / 64)));
        Assert.Equal(CompletionStatus.Success, device.Load(0, new Dpa(0)).Status);
    }

    private static TestDevice WithProfile(DeviceProfile profile) =>
        new(profile, volatileBytes: 256 * Sizes.MiB, persistentBytes: 256 * Sizes.MiB);

    private static byte[] Range(ulong dpa, ulong lines)
    {
        var input = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(input, dpa);
        BinaryPrimitives.WriteUInt64LittleEndian(input.AsSpan(8), lines);
        return input;
    }

    private MailboxReturnCode Inject(ulong dpa, TestDevice? device = null) =>
        (device ?? _device).Execute(0, Opcode.InjectPoison, BitConverter.GetBytes(dpa));

    private MailboxReturnCode Clear(ulong dpa, byte value, TestDevice? device = null)
    {
        var input = new byte[72];
        input.AsSpan(8).Fill(value);
        BinaryPrimitives.WriteUInt64LittleEndian(input, dpa);
        return (device ?? _device).Execute(0, Opcode.ClearPoison, input);
    }

    private List<(ulong Address, uint Lines)> Raw(ulong dpa, ulong lines)
    {
        Assert.Equal(MailboxReturnCode.Success, _device.Execute(0, Opcode.GetPoisonList, Range(dpa, lines)));
        var records = new List<(ulong, uint)>();
        for (var rest = _device.Output[32..]; rest.Length > 0; rest = rest[16..])
            records.Add((BinaryPrimitives.ReadUInt64LittleEndian(rest), BinaryPrimitives.ReadUInt32LittleEndian(rest[8..])));
        Assert.Equal(records.Count, BinaryPrimitives.ReadUInt16LittleEndian(_device.Output[0x0A..]));
        return records;
    }

    private List<(ulong Address, uint Lines)> List(ulong dpa = 0, ulong lines = Capacity / 64) =>
        [.. Raw(dpa, lines).Select(record => (record.Address & ~0x3FUL, record.Lines))];
}
