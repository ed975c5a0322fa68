using System.Runtime.CompilerServices;

namespace CxlFabricSim.Protocol.Tests;

public sealed class WireLayoutTests
{
    [Fact]
    public void An_extent_has_the_bytes_of_the_specification()
    {
        var extent = new DcExtent(
            new Dpa(0x0000000130200000), 0xE00000, new UInt128(0x0011223344556677, 0x8899AABBCCDDEEFF), 0x1234);
        var bytes = new byte[DcExtent.Bytes];
        bytes.AsSpan().Fill(0xFF);

        extent.Write(bytes);

        // The tag is a UUID: in the order of its text.
        Assert.Equal(
            "0000203001000000" + "0000e00000000000" + "00112233445566778899aabbccddeeff" + "3412" + "000000000000",
            Convert.ToHexStringLower(bytes));
        Assert.Equal(extent, DcExtent.Read(bytes));
    }

    [Fact]
    public void An_extent_neither_reads_nor_writes_beyond_its_40_bytes()
    {
        var bytes = new byte[DcExtent.Bytes + 1];
        bytes[DcExtent.Bytes] = 0xAB;

        new DcExtent(new Dpa(1), 2).Write(bytes);

        Assert.Equal(0xAB, bytes[DcExtent.Bytes]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DcExtent(new Dpa(1), 2).Write(new byte[DcExtent.Bytes - 1]));
    }

    [Fact]
    public void An_extent_that_ends_beyond_the_address_space_has_no_end()
    {
        Assert.Equal(new Dpa(ulong.MaxValue), new DcExtent(new Dpa(ulong.MaxValue - 1), 1).End);
        Assert.Throws<OverflowException>(() => new DcExtent(new Dpa(ulong.MaxValue), 1).End);
    }

    [Fact]
    public void Addresses_add_without_wrapping_and_say_what_they_are()
    {
        Assert.Equal("hpa:0x110000040", (new Hpa(0x110000000) + 0x40).ToString());
        Assert.Equal("dpa:0x40", (new Dpa(0) + 0x40).ToString());
        Assert.Throws<OverflowException>(() => new Hpa(ulong.MaxValue) + 1);
    }

    [Fact]
    public void A_memory_message_is_32_bytes()
    {
        Assert.Equal(32, Unsafe.SizeOf<MemoryMessage>());
        Assert.Equal(new Hpa(0x1234), new MemoryMessage { Address = 0x1234 }.AsHpa());
    }

    [Fact]
    public void Values_on_the_wire_between_processes_do_not_change()
    {
        Assert.StartsWith(
            "None=0 MemoryRead=1 MemoryWrite=2 MemoryData=3 WriteCompletion=4 CciRequest=5 CciResponse=6 Interrupt=7",
            Values<MessageKind>());
        Assert.StartsWith("Request=0 RequestWithData=1 NoDataResponse=2 DataResponse=3 Io=4", Values<MessageClass>());
        Assert.StartsWith(
            "Success=0 NotDecoded=1 CapacityNotOwned=2 OutsideDevice=3 MediaError=4 Poisoned=5",
            Values<CompletionStatus>());
    }

    [Fact]
    public void Return_codes_that_hosts_rely_on_have_the_values_of_the_specification()
    {
        Assert.Equal(0x02, (int)MailboxReturnCode.InvalidInput);
        Assert.Equal(0x03, (int)MailboxReturnCode.Unsupported);
        Assert.Equal(0x0E, (int)MailboxReturnCode.InvalidHandle);
        Assert.Equal(0x0F, (int)MailboxReturnCode.InvalidPhysicalAddress);
        Assert.Equal(0x16, (int)MailboxReturnCode.InvalidPayloadLength);
        Assert.Equal(0x1D, (int)MailboxReturnCode.ResourcesExhausted);
        Assert.Equal(0x1E, (int)MailboxReturnCode.InvalidExtentList);
    }

    /// <summary>In order of value: what is appended later follows what is there today.</summary>
    private static string Values<T>()
        where T : struct, Enum => string.Join(' ', Enum.GetValues<T>().Select(value => $"{value}={Convert.ToInt32(value)}"));
}
