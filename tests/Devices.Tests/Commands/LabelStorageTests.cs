using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Tests.Commands;

/// <summary>Labels of 256 bytes.</summary>
public sealed class LabelStorageTests : IDisposable
{
    private readonly CommandDevice _device = new();

    public void Dispose() => _device.Dispose();

    [Fact]
    public void What_is_written_is_read_back_and_the_rest_is_zero()
    {
        Assert.Equal(MailboxReturnCode.Success, _device.Execute(Opcode.SetLabelStorageArea, "fe00000000000000" + "a1a2"));

        Assert.Equal(MailboxReturnCode.Success, _device.Execute(Opcode.GetLabelStorageArea, "fc00000004000000"));
        Assert.Equal("0000a1a2", _device.Output);
    }

    [Theory]
    [InlineData("ff00000001000000", MailboxReturnCode.Success)]
    [InlineData("0001000000000000", MailboxReturnCode.Success)]
    [InlineData("ff00000002000000", MailboxReturnCode.InvalidInput)]
    [InlineData("0001000001000000", MailboxReturnCode.InvalidInput)]
    [InlineData("ffffffffffffffff", MailboxReturnCode.InvalidInput)]
    public void A_read_stays_inside(string range, MailboxReturnCode expected) =>
        Assert.Equal(expected, _device.Execute(Opcode.GetLabelStorageArea, range));

    [Theory]
    [InlineData("00000000000000", MailboxReturnCode.InvalidPayloadLength)]
    [InlineData("0000000000000000", MailboxReturnCode.Success)]
    [InlineData("ff00000000000000ee", MailboxReturnCode.Success)]
    [InlineData("ff00000000000000eeee", MailboxReturnCode.InvalidInput)]
    [InlineData("ffffffff00000000ee", MailboxReturnCode.InvalidInput)]
    public void A_write_stays_inside(string input, MailboxReturnCode expected) =>
        Assert.Equal(expected, _device.Execute(Opcode.SetLabelStorageArea, input));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_read_of_more_than_the_payload_registers_hold_is_refused(bool asQemu)
    {
        using var device = new TestDevice(asQemu ? DeviceProfile.Qemu11 : DeviceProfile.Cxl, labelBytes: 4096);

        Assert.Equal(MailboxReturnCode.Success, device.Execute(0, Opcode.GetLabelStorageArea, Convert.FromHexString("0000000000080000")));
        Assert.Equal(2048, device.Written);
        Assert.Equal(MailboxReturnCode.InvalidInput, device.Execute(0, Opcode.GetLabelStorageArea, Convert.FromHexString("0000000001080000")));
    }
}
