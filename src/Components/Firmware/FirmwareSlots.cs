using System.Buffers.Binary;
using System.Text;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Firmware;

/// <summary>
/// The firmware slots of a device and the commands that fill and activate them, 0200h to 0202h (CXL 3.x, "Firmware Update"). An image
/// is not kept, only that its slot holds one; checks stand in QEMU's order.
/// </summary>
/// <param name="options">Slots, revisions and times.</param>
/// <param name="background">Where transfers run.</param>
/// <param name="isDeviceOfOddSize">The device's capacity cannot be told in units of 256 MiB: Get FW Info fails, as in QEMU.</param>
public sealed class FirmwareSlots(FirmwareOptions options, BackgroundOperation background, bool isDeviceOfOddSize)
{
    private const int InfoBytes = 0x50;
    private const int RevisionBytes = 0x10;
    private const int TransferHeaderBytes = 0x80;
    private const uint OffsetUnit = 128;
    private const byte OnlineActivation = 1;

    private readonly bool[] _isFilled = InitialSlots(options);
    private bool _isTransferring;
    private ulong _previousOffset;
    private ulong _previousLength;
    private SimTime _lastPartEnded;

    private enum TransferAction : byte
    {
        Full = 0,
        Initiate = 1,
        Continue = 2,
        End = 3,
        Abort = 4,
    }

    private enum ActivationAction : byte
    {
        Online = 0,
        OnColdReset = 1,
    }

    /// <summary>From 1.</summary>
    public int ActiveSlot { get; private set; } = 1;

    /// <summary>The slot that becomes active at the next cold reset; 0 for none.</summary>
    public int StagedSlot { get; private set; }

    /// <summary>What the active image calls itself.</summary>
    public string ActiveRevision => options.SlotRevisions[ActiveSlot - 1];

    public void AddTo(CommandTable commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        const CommandEffects InBackground = CommandEffects.BackgroundOperation | CommandEffects.RequestAbortSupported;
        commands.Add(Opcode.GetFirmwareInfo, 0, GetInfo);
        commands.Add(new CommandDescription(Opcode.TransferFirmware, null, InBackground), Transfer);
        commands.Add(new CommandDescription(Opcode.ActivateFirmware, 2, InBackground), Activate);
    }

    /// <summary>A cold reset: the staged image becomes active and a transfer that is not complete is dropped.</summary>
    public void ColdReset()
    {
        if (StagedSlot != 0) ActiveSlot = StagedSlot;
        StagedSlot = 0;
        DropTransfer();
    }

    /// <summary>A reset that does not activate what is staged: only the transfer is lost.</summary>
    public void DropTransfer()
    {
        _isTransferring = false;
        (_previousOffset, _previousLength) = (0, 0);
    }

    /// <summary>Back to one image in slot 1, as QEMU does at every reset.</summary>
    public void ForgetImages()
    {
        InitialSlots(options).CopyTo(_isFilled, 0);
        ActiveSlot = 1;
        StagedSlot = 0;
        DropTransfer();
    }

    /// <summary>
    /// Get FW Info (0200h). Input: nothing. Output, 50h bytes: slots u8, active slot [2:0] and staged slot [5:3] u8, capabilities u8 (bit 0
    /// online activation), 0Dh reserved, four revisions of 10h characters. Internal Error on a device of odd size, otherwise Success.
    /// Source: CXL 3.x, "Get FW Info"; the error is QEMU's.
    /// </summary>
    private MailboxReturnCode GetInfo(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (isDeviceOfOddSize) return MailboxReturnCode.InternalError;
        output[..InfoBytes].Clear();
        output[0] = (byte)_isFilled.Length;
        output[1] = (byte)(ActiveSlot | StagedSlot << 3);
        output[2] = OnlineActivation;
        for (var slot = 0; slot < _isFilled.Length; slot++)
            if (_isFilled[slot]) Encoding.ASCII.GetBytes(options.SlotRevisions[slot], output.Slice(RevisionBytes * (slot + 1), RevisionBytes));
        written = InfoBytes;
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Transfer FW (0201h). Input: action u8 (0 full, 1 initiate, 2 continue, 3 end, 4 abort), slot u8, 2 reserved, offset u32 in 128 bytes,
    /// 78h reserved, data. Output: nothing; the transfer runs in the background. Checks, in order: shorter than 80h: Invalid Payload
    /// Length; abort: Success at once; beyond the longest image: Invalid Input; full or initiate during a transfer in parts: FW Transfer
    /// In Progress; the pause was too long, or continue or end without one: Invalid Input; overlap with what came before, unless it
    /// is the same part once more: FW Transfer Out of Order; full or end with slot 0, the active one or none of ours: Invalid Slot; initiate
    /// elsewhere than at 0, or another action: Invalid Input. Source: CXL 3.x, "Transfer FW"; order and times are QEMU's.
    /// </summary>
    private MailboxReturnCode Transfer(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (input.Length < TransferHeaderBytes) return MailboxReturnCode.InvalidPayloadLength;
        var action = (TransferAction)input[0];
        int slot = input[1];
        if (action == TransferAction.Abort)
        {
            _isTransferring = false;
            return MailboxReturnCode.Success;
        }

        var offset = (ulong)BinaryPrimitives.ReadUInt32LittleEndian(input[4..]) * OffsetUnit;
        var length = (ulong)(input.Length - TransferHeaderBytes);
        if (offset + length > options.ImageBytes) return MailboxReturnCode.InvalidInput;
        var code = CheckOrder(action, offset, length, now);
        if (code != MailboxReturnCode.Success) return code;
        switch (action)
        {
            case TransferAction.Full or TransferAction.End:
                if (!MayTake(slot)) return MailboxReturnCode.InvalidSlot;
                break;
            case TransferAction.Initiate when offset == 0:
                _isTransferring = true;
                break;
            case TransferAction.Continue:
                break;
            default:
                return MailboxReturnCode.InvalidInput;
        }

        if (action is TransferAction.Initiate or TransferAction.Continue) (_previousOffset, _previousLength) = (offset, length);
        _lastPartEnded = now;
        var duration = action == TransferAction.Full ? options.WholeTransferTime : options.PartTransferTime;
        background.Start(Opcode.TransferFirmware, duration, now, isAbortable: true, end => EndPart(action, slot, end));
        return MailboxReturnCode.BackgroundCommandStarted;
    }

    private MailboxReturnCode CheckOrder(TransferAction action, ulong offset, ulong length, SimTime now)
    {
        var isLaterPart = action is TransferAction.Continue or TransferAction.End;
        if (_isTransferring)
        {
            if (action is TransferAction.Full or TransferAction.Initiate) return MailboxReturnCode.FirmwareTransferInProgress;
            if (now - _lastPartEnded > options.LongestPause)
            {
                _isTransferring = false;
                return MailboxReturnCode.InvalidInput;
            }
        }
        else if (isLaterPart)
        {
            return MailboxReturnCode.InvalidInput;
        }

        var isSamePart = offset == _previousOffset && length == _previousLength;
        return isLaterPart && !isSamePart && offset < _previousOffset + _previousLength
            ? MailboxReturnCode.FirmwareTransferOutOfOrder
            : MailboxReturnCode.Success;
    }

    private void EndPart(TransferAction action, int slot, SimTime end)
    {
        _lastPartEnded = end;
        if (action is not (TransferAction.Full or TransferAction.End)) return;
        _isFilled[slot - 1] = true;
        _isTransferring = false;
    }

    /// <summary>
    /// Activate FW (0202h). Input: action u8 (0 online, 1 on the next cold reset), slot u8. Output: nothing. Checks, in order: slot 0,
    /// the active one, none of ours or empty: Invalid Slot; another action: Invalid Input. Source: CXL 3.x, "Activate FW"; done at once,
    /// as in QEMU.
    /// </summary>
    private MailboxReturnCode Activate(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        int slot = input[1];
        if (!MayTake(slot) || !_isFilled[slot - 1]) return MailboxReturnCode.InvalidSlot;
        switch ((ActivationAction)input[0])
        {
            case ActivationAction.Online: ActiveSlot = slot; break;
            case ActivationAction.OnColdReset: StagedSlot = slot; break;
            default: return MailboxReturnCode.InvalidInput;
        }

        return MailboxReturnCode.Success;
    }

    private bool MayTake(int slot) => slot != 0 && slot != ActiveSlot && slot <= _isFilled.Length;

    private static bool[] InitialSlots(FirmwareOptions options)
    {
        var filled = new bool[options.SlotRevisions.Length];
        filled[0] = true;
        return filled;
    }
}
