using CxlFabricSim.Components.Events;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Tests.Commands;

public sealed class MaintenanceTests : IDisposable
{
    private const ulong Reported = 0x8C0;

    private readonly CommandDevice _device = new();

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData("", MailboxReturnCode.InvalidPayloadLength)]
    [InlineData("01", MailboxReturnCode.InvalidPayloadLength)]
    [InlineData("0000", MailboxReturnCode.Success)]
    [InlineData("0300", MailboxReturnCode.InvalidInput)]
    [InlineData("01000000000000000000000000", MailboxReturnCode.InvalidPayloadLength)]
    [InlineData("0100000000000000000000000000", MailboxReturnCode.Success)]
    [InlineData("0101000000000000000000000000", MailboxReturnCode.Success)]
    [InlineData("0102000000000000000000000000", MailboxReturnCode.InvalidInput)]
    [InlineData("0102010000000000000000000000", MailboxReturnCode.Success)]
    [InlineData("010000c0ffff5f00000000000000", MailboxReturnCode.Success)]
    [InlineData("0100000000006000000000000000", MailboxReturnCode.InvalidPhysicalAddress)]
    [InlineData("020000000000000000000000000000", MailboxReturnCode.InvalidPayloadLength)]
    [InlineData("02030000000000000000000000000000", MailboxReturnCode.Success)]
    [InlineData("02040000000000000000000000000000", MailboxReturnCode.InvalidInput)]
    public void Checks_come_in_order(string input, MailboxReturnCode expected) =>
        Assert.Equal(expected, _device.Execute(Opcode.PerformMaintenance, input));

    [Theory]
    [InlineData("")]
    [InlineData("01")]
    public void An_input_that_QEMU_does_not_survive_is_too_short_in_its_profile_too(string input)
    {
        using var device = new CommandDevice(DeviceProfile.Qemu11);

        Assert.Equal(MailboxReturnCode.InvalidPayloadLength, device.Execute(Opcode.PerformMaintenance, input));
    }

    [Fact]
    public void A_repair_where_an_event_asked_for_it_is_reported_once_with_the_place_of_the_event()
    {
        var log = _device.Ld.Events[EventLogKind.Informational];
        _device.Ld.Media.Inject(
            new DramEvent { Header = new EventHeader { Flags = EventHeader.MaintenanceNeeded }, Address = Reported, Rank = 2, Row = 0x60 },
            EventLogKind.Warning, _device.Now);

        Assert.Equal(MailboxReturnCode.Success, Repair(Reported + 64));
        Assert.Equal(0, log.Count);
        Assert.Equal(MailboxReturnCode.Success, Repair(Reported));
        Assert.Equal(MailboxReturnCode.Success, Repair(Reported));

        Assert.Equal(1, log.Count);
        var record = log.Record(0);
        Assert.Equal("e71f3a402d2940928a394d1c966c7c65", Convert.ToHexStringLower(record[..0x10]));
        Assert.Equal("2200", Convert.ToHexStringLower(record[0x34..0x36]));
        Assert.Equal((2, 2, 0x60), (record[0x3C], record[0x3F], record[0x45]));
    }

    [Fact]
    public void A_repair_is_not_reported_where_its_feature_does_not_ask_for_it()
    {
        var input = "892ba475fad8474e9d3e692c917568bb" + "00000000" + "0000" + "03" + new string('0', 18) + "000000";
        Assert.Equal(MailboxReturnCode.Success, _device.Execute(Opcode.SetFeature, input));
        _device.Ld.Media.Inject(
            new DramEvent { Header = new EventHeader { Flags = EventHeader.MaintenanceNeeded }, Address = Reported },
            EventLogKind.Warning, _device.Now);

        Repair(Reported);

        Assert.Equal(0, _device.Ld.Events[EventLogKind.Informational].Count);
        Assert.Equal(0, _device.Ld.Media.Maintenance.Count);
    }

    private MailboxReturnCode Repair(ulong dpa) =>
        _device.Execute(Opcode.PerformMaintenance, "010000" + Convert.ToHexStringLower(BitConverter.GetBytes(dpa)) + "000000");
}
