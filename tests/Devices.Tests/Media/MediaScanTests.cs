using System.Buffers.Binary;
using CxlFabricSim.Components.Events;
using CxlFabricSim.Devices.Media;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Tests.Media;

/// <summary>Scans of a device with 256 MiB of volatile memory, whose poison list has two entries.</summary>
public sealed class MediaScanTests : IDisposable
{
    private const ulong AllLines = 256 * Sizes.MiB / 64;
    private const byte NoEventLog = 1;

    // 4 Mi lines of 500 ns each.
    private static readonly SimTime WholeScan = SimTime.FromMicroseconds(2_097_000);

    private readonly TestDevice _device = new(
        DeviceProfile.Cxl with { Poison = new PoisonRules { ListEntries = 2 } }, volatileBytes: 256 * Sizes.MiB);

    public void Dispose() => _device.Dispose();

    [Fact]
    public void A_scan_takes_half_a_microsecond_a_line_and_at_least_a_millisecond()
    {
        Assert.Equal(2097u, Estimate(0, AllLines));
        Assert.Equal(1u, Estimate(0, 1));
        Assert.Equal(1u, Estimate(0, 3999));
        Assert.Equal(2u, Estimate(0, 4000));
    }

    [Fact]
    public void There_are_no_results_before_a_scan_has_ended()
    {
        Assert.Equal(MailboxReturnCode.Unsupported, _device.Execute(0, Opcode.GetScanMediaResults, []));
        Scan(0, AllLines);

        _device.Now = new SimTime(WholeScan.Picoseconds - 1);
        Assert.Equal(MailboxReturnCode.Unsupported, _device.Execute(0, Opcode.GetScanMediaResults, []));
        Assert.Equal(4, Flags());

        _device.Now = WholeScan;
        Assert.Equal(MailboxReturnCode.Success, _device.Execute(0, Opcode.GetScanMediaResults, []));
        Assert.Equal(0, Flags());
    }

    [Fact]
    public void A_scan_finds_the_poison_of_its_range_and_returns_it_once()
    {
        Inject(0x1000, 128);
        Inject(0x10000, 64);

        Scan(0x1040, 16);
        _device.Now = WholeScan;

        Assert.Equal([(0x1042UL, 1u)], Results());
        Assert.Empty(Results());
    }

    [Fact]
    public void A_scan_lists_what_did_not_fit_once_there_is_room()
    {
        for (ulong line = 0; line < 3; line++) Inject(line * 128, 64);
        Assert.Equal(2, Flags());

        ScanWhole();
        Assert.Equal(3, Results().Count);
        Assert.Equal(2, Flags());

        _device.Store(0, new Dpa(0), 1);
        ScanWhole();
        Assert.Equal(2, Results().Count);
        Assert.Equal(0, Flags());
        Assert.Equal(2, _device.Ld(0).Media.Poison.Listed.Count());
    }

    [Fact]
    public void What_is_injected_during_a_scan_is_found_by_it()
    {
        Scan(0, AllLines);
        Assert.Equal(MailboxReturnCode.Success, _device.Execute(0, Opcode.InjectPoison, BitConverter.GetBytes(0x40UL)));

        _device.Now = WholeScan;

        Assert.Equal([(0x43UL, 1u)], Results());
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(NoEventLog, 0)]
    public void A_scan_logs_what_it_finds_unless_told_not_to(byte flags, int expected)
    {
        _device.Execute(0, Opcode.InjectPoison, BitConverter.GetBytes(0UL));
        _device.Execute(0, Opcode.InjectPoison, BitConverter.GetBytes(128UL));

        ScanWhole(flags);

        var log = _device.Ld(0).Events[EventLogKind.Failure];
        Assert.Equal(expected, log.Count);
        for (var record = 0; record < expected; record++) Assert.Equal((byte)MediaTransaction.HostScanMedia, log.Record(record)[0x3A]);
    }

    [Fact]
    public void A_scan_that_was_aborted_has_no_results()
    {
        Scan(0, AllLines);
        Assert.Equal(MailboxReturnCode.Success, _device.Execute(0, Opcode.RequestAbortBackgroundOperation, []));

        _device.Now = WholeScan;

        Assert.Equal(MailboxReturnCode.Unsupported, _device.Execute(0, Opcode.GetScanMediaResults, []));
    }

    [Fact]
    public void After_a_reset_no_scan_has_been_made_and_the_poison_is_still_there()
    {
        Inject(0x1000, 64);
        ScanWhole();

        _device.Ld(0).Reset(ResetKind.Conventional, _device.Now);

        Assert.Equal(MailboxReturnCode.Unsupported, _device.Execute(0, Opcode.GetScanMediaResults, []));
        Assert.Single(_device.Ld(0).Media.Poison.Listed);
    }

    [Theory]
    [InlineData(1, 1, MailboxReturnCode.InvalidInput)]
    [InlineData(0, AllLines + 1, MailboxReturnCode.InvalidPhysicalAddress)]
    [InlineData(AllLines * 64, 1, MailboxReturnCode.InvalidPhysicalAddress)]
    [InlineData(64, 1UL << 58, MailboxReturnCode.InvalidPhysicalAddress)]
    [InlineData(64, ulong.MaxValue, MailboxReturnCode.InvalidPhysicalAddress)]
    public void A_scan_is_of_whole_lines_of_the_static_capacity(ulong dpa, ulong lines, MailboxReturnCode expected)
    {
        Assert.Equal(expected, _device.Execute(0, Opcode.ScanMedia, Request(dpa, lines, 0)));
        Assert.Equal(expected, _device.Execute(0, Opcode.GetScanMediaCapabilities, Request(dpa, lines, 0).AsSpan(0, 16)));
    }

    [Fact]
    public void A_qemu_scan_takes_any_range_that_wraps_without_harm()
    {
        using var device = new TestDevice(DeviceProfile.Qemu11, volatileBytes: 256 * Sizes.MiB);

        Assert.Equal(MailboxReturnCode.BackgroundCommandStarted, device.Execute(0, Opcode.ScanMedia, Request(64, ulong.MaxValue, 0)));
        device.Now = new SimTime(long.MaxValue);
        Assert.Equal(MailboxReturnCode.Success, device.Execute(0, Opcode.GetPoisonList, new byte[16]));
    }

    [Fact]
    public void A_qemu_scan_returns_what_did_not_fit_the_list_and_forgets_the_list()
    {
        using var device = new TestDevice(
            DeviceProfile.Qemu11 with { Poison = DeviceProfile.Qemu11.Poison with { ListEntries = 1 } }, volatileBytes: 256 * Sizes.MiB);
        for (ulong line = 0; line < 3; line++) device.Ld(0).Media.InjectPoison(new Dpa(line * 128), 64, default);

        device.Execute(0, Opcode.ScanMedia, Request(0, AllLines, NoEventLog));
        device.Now = WholeScan;
        device.Execute(0, Opcode.GetScanMediaResults, []);

        Assert.Equal(2, BinaryPrimitives.ReadUInt16LittleEndian(device.Output[0x12..]));
        Assert.Equal(128UL, BinaryPrimitives.ReadUInt64LittleEndian(device.Output[32..]));
        Assert.Equal(256UL, BinaryPrimitives.ReadUInt64LittleEndian(device.Output[48..]));
        Assert.Equal([256UL], device.Ld(0).Media.Poison.Listed.Select(entry => entry.Start.Value));
    }

    private static byte[] Request(ulong dpa, ulong lines, byte flags)
    {
        var input = new byte[17];
        BinaryPrimitives.WriteUInt64LittleEndian(input, dpa);
        BinaryPrimitives.WriteUInt64LittleEndian(input.AsSpan(8), lines);
        input[16] = flags;
        return input;
    }

    private void Inject(ulong dpa, ulong length) => Assert.Null(_device.Ld(0).Media.InjectPoison(new Dpa(dpa), length, _device.Now));

    private void Scan(ulong dpa, ulong lines, byte flags = 0) =>
        Assert.Equal(MailboxReturnCode.BackgroundCommandStarted, _device.Execute(0, Opcode.ScanMedia, Request(dpa, lines, flags)));

    private void ScanWhole(byte flags = 0)
    {
        Scan(0, AllLines, flags);
        _device.Now += WholeScan;
        _device.Ld(0).Commands.Background.Advance(_device.Now);
    }

    private uint Estimate(ulong dpa, ulong lines)
    {
        Assert.Equal(MailboxReturnCode.Success, _device.Execute(0, Opcode.GetScanMediaCapabilities, Request(dpa, lines, 0).AsSpan(0, 16)));
        return BinaryPrimitives.ReadUInt32LittleEndian(_device.Output);
    }

    private int Flags()
    {
        _device.Execute(0, Opcode.GetPoisonList, new byte[16]);
        return _device.Output[0];
    }

    private List<(ulong Address, uint Lines)> Results()
    {
        Assert.Equal(MailboxReturnCode.Success, _device.Execute(0, Opcode.GetScanMediaResults, []));
        var records = new List<(ulong, uint)>();
        for (var rest = _device.Output[32..]; rest.Length > 0; rest = rest[16..])
            records.Add((BinaryPrimitives.ReadUInt64LittleEndian(rest), BinaryPrimitives.ReadUInt32LittleEndian(rest[8..])));
        return records;
    }
}
