using System.Buffers.Binary;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Labels;

/// <summary>The label storage area of a device with its commands, 4102h and 4103h (CXL 3.x, "Get LSA", "Set LSA").</summary>
/// <param name="sizeBytes">Its size; 0 when there is none. Memory is taken at the first write.</param>
/// <param name="isLocked">Whether the persistent memory, to which the labels belong, is locked.</param>
public sealed class LabelStorage(uint sizeBytes, Func<bool> isLocked)
{
    private const int HeaderBytes = 8;

    private byte[]? _bytes;

    public void AddTo(CommandTable commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        const CommandEffects Changes = CommandEffects.ImmediateConfigurationChange | CommandEffects.ImmediateDataChange;
        commands.Add(new CommandDescription(Opcode.GetLabelStorageArea, HeaderBytes, NeedsMedia: true), Get);
        commands.Add(new CommandDescription(Opcode.SetLabelStorageArea, null, Changes, NeedsMedia: true), Set);
    }

    /// <summary>Everything reads as zero again.</summary>
    public void Clear() => _bytes = null;

    /// <summary>
    /// Get LSA (4102h). Input: offset u32, length u32. Output: that part. Checks, in order: locked: Invalid Security State; beyond the end, or
    /// more than the payload takes: Invalid Input; otherwise Success, also for no bytes. Source: CXL 3.x, "Get LSA"; QEMU does not
    /// look at the payload's size and ends at a length of zero, which is not reproduced.
    /// </summary>
    private MailboxReturnCode Get(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (isLocked()) return MailboxReturnCode.InvalidSecurityState;
        ulong offset = BinaryPrimitives.ReadUInt32LittleEndian(input);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(input[4..]);
        if (offset + length > sizeBytes || length > output.Length) return MailboxReturnCode.InvalidInput;
        written = (int)length;
        if (_bytes is null) output[..written].Clear();
        else _bytes.AsSpan((int)offset, written).CopyTo(output);
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Set LSA (4103h). Input: offset u32, 4 reserved, data. Output: nothing. Checks, in order: shorter than 8: Invalid Payload Length;
    /// locked: Invalid Security State; beyond the end: Invalid Input; otherwise Success, also without data. Source: CXL 3.x, "Set LSA";
    /// QEMU ends where there are no data, which is not reproduced.
    /// </summary>
    private MailboxReturnCode Set(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (input.Length < HeaderBytes) return MailboxReturnCode.InvalidPayloadLength;
        if (isLocked()) return MailboxReturnCode.InvalidSecurityState;
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(input);
        var data = input[HeaderBytes..];
        if ((ulong)offset + (ulong)data.Length > sizeBytes) return MailboxReturnCode.InvalidInput;
        if (data.Length == 0) return MailboxReturnCode.Success;
        _bytes ??= new byte[sizeBytes];
        data.CopyTo(_bytes.AsSpan((int)offset));
        return MailboxReturnCode.Success;
    }
}
