using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Tests.Commands;

public sealed class PartitionTests : IDisposable
{
    // Active volatile, active persistent, next volatile, next persistent, in 256 MiB.
    private const string TwoAndTwo = "0200000000000000" + "0200000000000000" + "0000000000000000" + "0000000000000000";

    private readonly CommandDevice _device = new();

    public void Dispose() => _device.Dispose();

    [Fact]
    public void All_static_capacity_can_be_divided_in_units_of_256_MiB()
    {
        Assert.Equal(MailboxReturnCode.Success, _device.Execute(Opcode.IdentifyMemoryDevice));

        Assert.StartsWith("43584c46414252494353494d20302e31", _device.Output, StringComparison.Ordinal);
        Assert.Equal("0400000000000000" + "0000000000000000" + "0000000000000000" + "0100000000000000", _device.Output[0x20..0x60]);
    }

    [Fact]
    public void What_is_staged_shows_as_next_and_becomes_active_at_a_cold_reset_only()
    {
        Assert.Equal(MailboxReturnCode.Success, _device.Execute(Opcode.SetPartitionInfo, "0300000000000000" + "00"));
        _device.Execute(Opcode.GetPartitionInfo);
        Assert.Equal("0200000000000000" + "0200000000000000" + "0300000000000000" + "0100000000000000", _device.Output);

        _device.Reset(ResetKind.Conventional);
        Assert.Equal(CommandDevice.Part, _device.Ld.VolatileBytes);

        _device.Reset(ResetKind.Cold);
        _device.Execute(Opcode.GetPartitionInfo);
        Assert.Equal("0300000000000000" + "0100000000000000" + "0000000000000000" + "0000000000000000", _device.Output);
    }

    [Fact]
    public void To_ask_for_what_is_active_takes_back_what_was_staged()
    {
        _device.Execute(Opcode.SetPartitionInfo, "0300000000000000" + "00");

        _device.Execute(Opcode.SetPartitionInfo, "0200000000000000" + "00");

        _device.Execute(Opcode.GetPartitionInfo);
        Assert.Equal(TwoAndTwo, _device.Output);
    }

    [Fact]
    public void An_immediate_division_clears_what_changes_sides_and_nothing_else()
    {
        var (kept, changed, beyond) = (CommandDevice.InVolatile, CommandDevice.InPersistent, new Dpa(3 * CommandDevice.Part / 2));
        foreach (var dpa in new[] { kept, changed, beyond }) _device.Store(dpa, 0x5A);

        Assert.Equal(MailboxReturnCode.Success, _device.Execute(Opcode.SetPartitionInfo, "0300000000000000" + "01"));

        Assert.Equal((0x5A, 0, 0x5A), (_device.Load(kept).Value, _device.Load(changed).Value, _device.Load(beyond).Value));
        Assert.Equal((3 * CommandDevice.Part / 2, CommandDevice.Part / 2), (_device.Ld.VolatileBytes, _device.Ld.PersistentBytes));
    }

    [Theory]
    [InlineData("0400000000000000", MailboxReturnCode.Success)]
    [InlineData("0000000000000000", MailboxReturnCode.Success)]
    [InlineData("0500000000000000", MailboxReturnCode.InvalidInput)]
    [InlineData("ffffffffffffffff", MailboxReturnCode.InvalidInput)]
    public void Volatile_capacity_may_be_none_to_all(string units, MailboxReturnCode expected) =>
        Assert.Equal(expected, _device.Execute(Opcode.SetPartitionInfo, units + "01"));

    [Fact]
    public void A_device_whose_capacity_is_divided_for_good_does_not_have_the_command()
    {
        using var device = new CommandDevice(DeviceProfile.Cxl with { Mailbox = MailboxProfile.Cxl with { PartitionAlignmentBytes = 0 } });

        Assert.Equal(MailboxReturnCode.Unsupported, device.Execute(Opcode.SetPartitionInfo, "0300000000000000" + "00"));
        device.Execute(Opcode.IdentifyMemoryDevice);
        Assert.Equal("0400000000000000" + "0200000000000000" + "0200000000000000" + "0000000000000000", device.Output[0x20..0x60]);
    }
}
