using System.Buffers.Binary;
using CxlFabricSim.Components.Ras;
using CxlFabricSim.Components.Registers;
using CxlFabricSim.Devices.Memory;
using CxlFabricSim.Devices.Registers;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Tests.Registers;

/// <summary>A device's function, driven as a driver does: by reads and writes of its registers only.</summary>
public sealed class Type3FunctionTests
{
    private const int Hdm = ComponentRegisters.CacheMemOffset + 0x128;
    private const int FirstDecoder = Hdm + 0x10;
    private const int CommandRegister = DeviceRegisters.MailboxOffset + 8;
    private const int Payload = DeviceRegisters.MailboxOffset + 0x20;
    private const int DeviceDvsec = 0x100;

    public static TheoryData<string> Profiles => [DeviceProfile.Cxl.Name, DeviceProfile.Qemu11.Name];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Accesses_of_every_size_at_every_offset_of_every_space_do_no_harm(string profile)
    {
        using var device = new TestDevice(Profile(profile), volatileBytes: 256 * Sizes.MiB);
        var function = new Type3Function(device.Device, 0).Function;
        foreach (var space in function.Bars.Values.Append(function.ConfigSpace))
        {
            for (var offset = -8; offset < space.Length + 8; offset++)
            {
                foreach (var size in (ReadOnlySpan<int>)[1, 2, 4, 8])
                {
                    space.Write(offset, size, 0xA5A5_A5A5_A5A5_A5A5 * (ulong)(offset & 1));
                    var value = space.Read(offset, size);
                    Assert.True(size == 8 || value >> size * 8 == 0, $"{size} bytes at 0x{offset:x} read 0x{value:x}");
                }
            }
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(256, 0)]
    [InlineData(0, 256)]
    [InlineData(512, 256)]
    public void The_table_that_a_driver_reads_has_the_regions_that_the_region_configuration_reports(int volatileMiB, int persistentMiB)
    {
        using var device = new TestDevice(
            volatileBytes: (ulong)volatileMiB * Sizes.MiB, persistentBytes: (ulong)persistentMiB * Sizes.MiB,
            dynamicBytes: 2 * Sizes.GiB, regions: 4);
        var table = ReadTable(new Type3Function(device.Device, 0).Function.ConfigSpace);

        Assert.Equal(MailboxReturnCode.Success, device.Execute(0, Opcode.GetDynamicCapacityConfiguration, [8, 0]));
        Assert.Equal(RegionsOf(device.Output), DynamicRangesOf(table));
    }

    [Fact]
    public void Every_dynamic_region_has_four_numbers_and_a_memory_type()
    {
        using var device = new TestDevice(dynamicBytes: 2 * Sizes.GiB, regions: 8);
        var table = ReadTable(new Type3Function(device.Device, 0).Function.ConfigSpace);

        for (var handle = 0; handle < 8; handle++)
            Assert.Equal([0, 1, 1, 1, 1, 4], table.Skip(1).Where(entry => entry[4] == handle).Select(entry => (int)entry[0]));
    }

    [Fact]
    public void A_region_that_several_hosts_may_share_says_so()
    {
        using var device = new Type3Device(new Type3Options
        {
            Name = "dcd0",
            Dynamic = MemoryBackend.Anonymous(512 * Sizes.MiB),
            DynamicRegions = 2,
            ShareableRegions = 0b10,
        });

        var table = ReadTable(new Type3Function(device, 0).Function.ConfigSpace);

        Assert.Equal([0x20, 0x28], table.Skip(1).Where(entry => entry[0] == 0).Select(entry => (int)entry[5]));
    }

    [Fact]
    public void A_decoder_programmed_through_the_component_registers_decodes()
    {
        using var device = new TestDevice(volatileBytes: 256 * Sizes.MiB, dynamicBytes: 0);
        var bar = new Type3Function(device.Device, 0).Function.Bars[0];
        bar.Write(FirstDecoder + 0x10, 4, 0);
        bar.Write(FirstDecoder, 8, 0x2_0000_0000);
        bar.Write(FirstDecoder + 8, 8, 256 * Sizes.MiB);

        bar.Write(FirstDecoder + 0x11, 1, 0x02);

        Assert.Equal(0x4u, bar.Read(FirstDecoder + 0x11, 1) & 0x4);
        Assert.True(device.Ld(0).Decoders.TryTranslate(0x2_0000_0040, out var dpa));
        Assert.Equal(0x40ul, dpa);
        Assert.False(device.Ld(0).Decoders.TryTranslate(TestDevice.Base, out _));
    }

    [Fact]
    public void A_command_rung_through_the_device_registers_is_answered_at_the_time_of_the_clock()
    {
        using var device = new TestDevice();
        var function = new Type3Function(device.Device, 0);
        var bar = function.Function.Bars[2];
        bar.Write(Payload, 8, 1000);
        Ring(bar, Opcode.SetTimestamp, 8);

        function.Clock.Now = SimTime.FromNanoseconds(500);
        Ring(bar, Opcode.GetTimestamp, 0);

        Assert.Equal(1500ul, bar.Read(Payload, 8));
    }

    [Fact]
    public void A_command_interrupts_the_host_that_asked_for_it_once_MSI_X_is_enabled_and_its_vector_unmasked()
    {
        using var device = new TestDevice();
        var function = new Type3Function(device.Device, 0);
        var bar = function.Function.Bars[2];
        bar.Write(DeviceRegisters.MailboxOffset + 4, 4, 2);
        bar.Write(CommandRegister, 8, (ulong)Opcode.GetTimestamp);
        bar.Write(DeviceRegisters.MailboxOffset + 4, 4, 3);
        function.Function.Bars[4].Write(7 * 16, 8, 0xFEE0_0000);
        function.Function.Bars[4].Write(7 * 16 + 12, 4, 0);
        Assert.False(function.TryTakeInterrupt(out _, out _));

        function.Function.ConfigSpace.Write(0x42, 2, 0x8000);

        Assert.True(function.TryTakeInterrupt(out var address, out _));
        Assert.Equal(0xFEE0_0000ul, address);
        Assert.False(function.TryTakeInterrupt(out _, out _));
    }

    [Fact]
    public void A_correctable_error_is_cleared_by_the_byte_that_holds_it_alone()
    {
        using var device = new TestDevice();
        var bar = new Type3Function(device.Device, 0).Function.Bars[0];
        const int Ras = ComponentRegisters.CacheMemOffset + 0x80;
        bar.Write(Ras + 0x10, 1, 0);
        device.Ld(0).Ras.Report(CorrectableError.RetryThreshold);

        bar.Write(Ras + 0x0D, 2, 0xFFFF);
        Assert.Equal(8ul, bar.Read(Ras + 0x0C, 4));

        bar.Write(Ras + 0x0C, 1, 8);
        Assert.Equal(0ul, bar.Read(Ras + 0x0C, 4));
    }

    [Fact]
    public void A_records_arrival_raises_the_vector_that_the_host_chose()
    {
        using var device = new TestDevice(DeviceProfile.Qemu11);
        var function = new Type3Function(device.Device, 0);
        Assert.Equal(MailboxReturnCode.Success, device.Execute(0, Opcode.SetEventInterruptPolicy, [1, 1, 1, 1, 1]));
        function.Function.ConfigSpace.Write(0x42, 2, 0x8000);
        function.Function.Bars[4].Write(2 * 16, 8, 0xFEE0_2000);
        function.Function.Bars[4].Write(2 * 16 + 12, 4, 0);

        device.Add(0, device.Extent(0, 1));

        Assert.True(function.TryTakeInterrupt(out var address, out _));
        Assert.Equal(0xFEE0_2000ul, address);
    }

    [Fact]
    public void Event_status_shows_a_log_with_records()
    {
        using var device = new TestDevice();
        var bar = new Type3Function(device.Device, 0).Function.Bars[2];
        Assert.Equal(0ul, bar.Read(DeviceRegisters.StatusOffset, 8));

        device.Add(0, device.Extent(0, 1));

        Assert.Equal(0x10ul, bar.Read(DeviceRegisters.StatusOffset, 8));
    }

    [Theory]
    [InlineData("cxl", 1, 0x4FFF)]
    [InlineData("qemu-11", 0, 2)]
    public void A_configuration_lock_that_is_set_keeps_the_devices_control_register(string profile, int lockAfterZero, int controlAfterZero)
    {
        using var device = new TestDevice(Profile(profile));
        var space = new Type3Function(device.Device, 0).Function.ConfigSpace;
        Assert.Equal(0u, space.Read(DeviceDvsec + 8, 2));
        space.Write(DeviceDvsec + 0x0C, 2, 0xFFFF);

        space.Write(DeviceDvsec + 0x14, 2, 1);
        space.Write(DeviceDvsec + 0x0C, 2, 0);
        space.Write(DeviceDvsec + 0x14, 2, 0);

        Assert.Equal((ulong)controlAfterZero, space.Read(DeviceDvsec + 0x0C, 2));
        Assert.Equal((ulong)lockAfterZero, space.Read(DeviceDvsec + 0x14, 2));
    }

    [Fact]
    public void Each_logical_device_shows_its_share()
    {
        using var device = new TestDevice(logicalDevices: 2, volatileBytes: 1024 * Sizes.MiB);

        for (var id = 0; id < 2; id++)
        {
            var space = new Type3Function(device.Device, id).Function.ConfigSpace;
            Assert.Equal(512 * Sizes.MiB, space.Read(DeviceDvsec + 0x1C, 4) & 0xF000_0000);
            Assert.Equal(512 * Sizes.MiB, BinaryPrimitives.ReadUInt64LittleEndian(ReadTable(space)[1].AsSpan(0x10)));
        }
    }

    [Fact]
    public void More_than_four_gigabytes_take_both_halves_of_a_range()
    {
        using var device = new TestDevice(volatileBytes: 5 * Sizes.GiB, dynamicBytes: 0);
        var space = new Type3Function(device.Device, 0).Function.ConfigSpace;

        Assert.Equal((1ul, 0x4000_004Bul), (space.Read(DeviceDvsec + 0x18, 4), space.Read(DeviceDvsec + 0x1C, 4)));
    }

    [Fact]
    public void A_serial_number_has_a_capability_of_its_own()
    {
        using var device = new Type3Device(new Type3Options
        {
            Name = "mem0",
            Volatile = MemoryBackend.Anonymous(256 * Sizes.MiB),
            Serial = 0x1122_3344_5566_7788,
        });

        var space = new Type3Function(device, 0).Function.ConfigSpace;

        Assert.Equal(ExtendedCapabilityId.SerialNumber, space.Read(0x100, 2));
        Assert.Equal(0x1122_3344_5566_7788ul, space.Read(0x104, 8));
    }

    private static DeviceProfile Profile(string name) => name == DeviceProfile.Qemu11.Name ? DeviceProfile.Qemu11 : DeviceProfile.Cxl;

    private static void Ring(RegisterFile bar, Opcode opcode, int length)
    {
        bar.Write(CommandRegister, 8, (ulong)length << 16 | (ulong)opcode);
        bar.Write(DeviceRegisters.MailboxOffset + 4, 4, 1);
        Assert.Equal(0ul, bar.Read(DeviceRegisters.MailboxOffset + 0x10, 8) >> 32);
    }

    /// <summary>The entries of CDAT, over the DOE capability that the list of capabilities leads to.</summary>
    private static List<byte[]> ReadTable(RegisterFile space)
    {
        var doe = 0x100;
        while (space.Read(doe, 2) != ExtendedCapabilityId.DataObjectExchange) doe = (int)(space.Read(doe, 4) >> 20);
        var entries = new List<byte[]>();
        for (var handle = 0u; handle != 0xFFFF;)
        {
            foreach (var dword in (uint[])[0x0002_1E98, 3, handle << 16]) space.Write(doe + 0x10, 4, dword);
            space.Write(doe + 0x08, 4, 1u << 31);
            var answer = new List<byte>();
            while (space.Read(doe + 0x0C, 4) >> 31 == 1)
            {
                answer.AddRange(BitConverter.GetBytes((uint)space.Read(doe + 0x14, 4)));
                space.Write(doe + 0x14, 4, 0);
            }

            handle = BitConverter.ToUInt16([.. answer], 10);
            entries.Add([.. answer.Skip(12)]);
        }

        return entries;
    }

    private static List<(ulong Start, ulong Length, uint Handle)> RegionsOf(ReadOnlySpan<byte> configuration)
    {
        var regions = new List<(ulong, ulong, uint)>();
        for (var at = 8; regions.Count < configuration[1]; at += 0x28)
        {
            var region = configuration[at..];
            regions.Add((
                BinaryPrimitives.ReadUInt64LittleEndian(region),
                BinaryPrimitives.ReadUInt64LittleEndian(region[0x10..]),
                BinaryPrimitives.ReadUInt32LittleEndian(region[0x20..])));
        }

        return regions;
    }

    private static List<(ulong Start, ulong Length, uint Handle)> DynamicRangesOf(List<byte[]> table) =>
        [.. table.Skip(1).Where(entry => entry[0] == 0 && entry[5] == 0x20).Select(entry =>
            (BitConverter.ToUInt64(entry, 8), BitConverter.ToUInt64(entry, 0x10), (uint)entry[4]))];
}
