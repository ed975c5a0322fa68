using System.Buffers.Binary;
using System.Text;
using CxlFabricSim.Components.Firmware;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Tests.Mailbox;

public sealed class FirmwareSlotsTests
{
    private const byte Full = 0;
    private const byte Initiate = 1;
    private const byte Continue = 2;
    private const byte End = 3;
    private const byte Abort = 4;
    private const uint ImageUnits = (32 << 20) / 128;

    private readonly TestMailbox _mailbox = new();
    private readonly FirmwareSlots _slots;

    public FirmwareSlotsTests()
    {
        _slots = new FirmwareSlots(new FirmwareOptions(), _mailbox.Commands.Background, isDeviceOfOddSize: false);
        _slots.AddTo(_mailbox.Commands);
        BackgroundCommands.AddTo(_mailbox.Commands);
    }

    [Fact]
    public void Slot_1_is_active_and_the_only_one_with_an_image_at_first()
    {
        Assert.Equal(MailboxReturnCode.Success, _mailbox.Execute(Opcode.GetFirmwareInfo));

        Assert.Equal(0x50, _mailbox.Output.Length);
        Assert.Equal([2, 1, 1], _mailbox.Output[..3]);
        Assert.Equal(("CXLFABRICSIM 0.1", ""), (RevisionOf(1), RevisionOf(2)));
    }

    [Fact]
    public void A_whole_image_fills_its_slot_after_ten_seconds_and_is_active_once_activated()
    {
        Assert.Equal(MailboxReturnCode.BackgroundCommandStarted, Transfer(Full, slot: 2));
        _mailbox.Wait(9.9);
        _mailbox.Execute(Opcode.GetFirmwareInfo);
        Assert.Equal("", RevisionOf(2));

        _mailbox.Wait(0.1);
        Assert.Equal(MailboxReturnCode.Success, _mailbox.Execute(Opcode.ActivateFirmware, "0002"));

        Assert.Equal((2, "CXLFABRICSIM 0.2"), (_slots.ActiveSlot, _slots.ActiveRevision));
        Assert.Equal(MailboxReturnCode.InvalidSlot, _mailbox.Execute(Opcode.ActivateFirmware, "0002"));
    }

    [Fact]
    public void An_image_comes_in_parts_in_order_and_any_part_may_be_sent_twice()
    {
        Assert.Equal(MailboxReturnCode.BackgroundCommandStarted, Part(Initiate, 0, bytes: 256));
        Assert.Equal(MailboxReturnCode.FirmwareTransferInProgress, Transfer(Initiate, 2));
        Assert.Equal(MailboxReturnCode.FirmwareTransferInProgress, Transfer(Full, 2));
        Assert.Equal(MailboxReturnCode.FirmwareTransferOutOfOrder, Transfer(Continue, 2, units: 1, bytes: 256));
        Assert.Equal(MailboxReturnCode.BackgroundCommandStarted, Part(Continue, 2, bytes: 128));
        Assert.Equal(MailboxReturnCode.BackgroundCommandStarted, Part(Continue, 2, bytes: 128));
        Assert.Equal(MailboxReturnCode.InvalidSlot, Transfer(End, 1, units: 3));
        Assert.Equal(MailboxReturnCode.BackgroundCommandStarted, Part(End, 3, bytes: 128));

        Assert.Equal(MailboxReturnCode.Success, _mailbox.Execute(Opcode.ActivateFirmware, "0002"));
    }

    [Theory]
    [InlineData(28.0, MailboxReturnCode.BackgroundCommandStarted)]
    [InlineData(30.1, MailboxReturnCode.InvalidInput)]
    public void A_pause_of_more_than_thirty_seconds_ends_a_transfer_in_parts(double seconds, MailboxReturnCode expected)
    {
        Part(Initiate, 0, bytes: 128);
        _mailbox.Wait(seconds);

        Assert.Equal(expected, Transfer(Continue, 2, units: 1));
        Assert.Equal(expected == MailboxReturnCode.InvalidInput, Transfer(Initiate, 2) == MailboxReturnCode.BackgroundCommandStarted);
    }

    [Fact]
    public void Checks_come_in_order()
    {
        Assert.Equal(MailboxReturnCode.InvalidPayloadLength, _mailbox.Execute(Opcode.TransferFirmware, new byte[127]));
        Assert.Equal(MailboxReturnCode.Success, Transfer(Abort, slot: 9, units: uint.MaxValue));
        Assert.Equal(MailboxReturnCode.InvalidInput, Transfer(Full, slot: 0, units: ImageUnits));
        Assert.Equal(MailboxReturnCode.InvalidInput, Transfer(Continue, slot: 0));
        Assert.Equal(MailboxReturnCode.InvalidSlot, Transfer(Full, slot: 0));
        Assert.Equal(MailboxReturnCode.InvalidSlot, Transfer(Full, slot: 1));
        Assert.Equal(MailboxReturnCode.InvalidSlot, Transfer(Full, slot: 3));
        Assert.Equal(MailboxReturnCode.InvalidInput, Transfer(Initiate, slot: 2, units: 1));
        Assert.Equal(MailboxReturnCode.InvalidInput, Transfer(5, slot: 2));
        Assert.Equal(MailboxReturnCode.BackgroundCommandStarted, Transfer(Full, slot: 2, units: ImageUnits - 1));
    }

    [Fact]
    public void An_aborted_transfer_leaves_the_slot_as_it_was()
    {
        Transfer(Full, slot: 2);
        Assert.Equal(MailboxReturnCode.Success, _mailbox.Execute(Opcode.RequestAbortBackgroundOperation));
        _mailbox.Wait(20);

        Assert.Equal(MailboxReturnCode.InvalidSlot, _mailbox.Execute(Opcode.ActivateFirmware, "0002"));
    }

    [Fact]
    public void What_is_staged_becomes_active_at_the_next_cold_reset()
    {
        Part(Full, 0, bytes: 128, seconds: 10);
        Assert.Equal(MailboxReturnCode.InvalidInput, _mailbox.Execute(Opcode.ActivateFirmware, "0202"));
        Assert.Equal(MailboxReturnCode.Success, _mailbox.Execute(Opcode.ActivateFirmware, "0102"));
        _mailbox.Execute(Opcode.GetFirmwareInfo);
        Assert.Equal(0x11, _mailbox.Output[1]);

        _slots.ColdReset();

        _mailbox.Execute(Opcode.GetFirmwareInfo);
        Assert.Equal(0x02, _mailbox.Output[1]);
    }

    [Fact]
    public void A_device_of_odd_size_does_not_tell_its_slots()
    {
        var mailbox = new TestMailbox();
        new FirmwareSlots(new FirmwareOptions(), mailbox.Commands.Background, isDeviceOfOddSize: true).AddTo(mailbox.Commands);

        Assert.Equal(MailboxReturnCode.InternalError, mailbox.Execute(Opcode.GetFirmwareInfo));
    }

    /// <summary>A part for slot 2, and the time that it takes.</summary>
    private MailboxReturnCode Part(byte action, uint units, int bytes, double seconds = 2)
    {
        var code = Transfer(action, 2, units, bytes);
        _mailbox.Wait(seconds);
        return code;
    }

    private MailboxReturnCode Transfer(byte action, byte slot, uint units = 0, int bytes = 128)
    {
        var input = new byte[0x80 + bytes];
        input[0] = action;
        input[1] = slot;
        BinaryPrimitives.WriteUInt32LittleEndian(input.AsSpan(4), units);
        return _mailbox.Execute(Opcode.TransferFirmware, input);
    }

    private string RevisionOf(int slot) => Encoding.ASCII.GetString(_mailbox.Output, 0x10 * slot, 0x10).TrimEnd('\0');
}
