using System.Buffers.Binary;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Features;

/// <summary>The features of a device with the commands that list, read and set them, 0500h to 0502h (CXL 3.x, "Features").</summary>
/// <remarks>
/// Each feature has its value and, behind it, what is being sent for it, all in one array in the order of the features: an
/// overrun of QEMU's, where it is reproduced, finds what lies behind.
/// </remarks>
public sealed class FeatureSet
{
    private const int UuidBytes = 16;
    private const int SupportedInputBytes = 8;
    private const int SupportedHeaderBytes = 8;
    private const int EntryBytes = 0x30;
    private const int GetInputBytes = UuidBytes + 5;
    private const int SetHeaderBytes = 0x20;
    private const int ActionMask = 7;
    private const ushort ImmediateChangeAndValid = (ushort)(CommandEffects.ImmediateConfigurationChange | CommandEffects.ResetBitsValid);

    private readonly IReadOnlyList<Feature> _features;
    private readonly IReadOnlyList<int> _listing;
    private readonly FeatureRules _rules;
    private readonly int[] _valueAt;
    private readonly int[] _sentAt;
    private readonly byte[] _memory;

    // The feature that parts are being sent for; its UUID is null while there is none.
    private UInt128 _transferred;
    private int _bytesSent;

    /// <param name="features">In the order of memory.</param>
    /// <param name="listing">The place of each in that order, by its index in Get Supported Features.</param>
    /// <param name="rules">Departures from the specification.</param>
    public FeatureSet(IReadOnlyList<Feature> features, IReadOnlyList<int> listing, FeatureRules rules)
    {
        ArgumentNullException.ThrowIfNull(features);
        (_features, _listing, _rules) = (features, listing, rules);
        _valueAt = new int[features.Count];
        _sentAt = new int[features.Count];
        var end = 0;
        for (var index = 0; index < features.Count; index++)
        {
            _valueAt[index] = end;
            _sentAt[index] = end + features[index].Default.Length;
            end = _sentAt[index] + features[index].SetBytes;
        }

        _memory = new byte[end];
        RestoreDefaults();
    }

    private enum TransferAction
    {
        Full = 0,
        Initiate = 1,
        Continue = 2,
        Finish = 3,
        Abort = 4,
    }

    public void AddTo(CommandTable commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        const CommandEffects AnyChange = CommandEffects.ImmediateConfigurationChange | CommandEffects.ImmediateDataChange
            | CommandEffects.ImmediatePolicyChange | CommandEffects.ImmediateLogChange | CommandEffects.SecurityStateChange;
        commands.Add(Opcode.GetSupportedFeatures, SupportedInputBytes, GetSupported);
        commands.Add(Opcode.GetFeature, GetInputBytes, Get);
        commands.Add(new CommandDescription(Opcode.SetFeature, null, AnyChange), Set);
    }

    /// <summary>The current value of a feature that is there.</summary>
    public ReadOnlySpan<byte> ValueOf(UInt128 identifier) => Value(Find(identifier));

    /// <summary>All values as at first, no transfer under way.</summary>
    public void RestoreDefaults()
    {
        Array.Clear(_memory);
        for (var index = 0; index < _features.Count; index++) _features[index].Default.CopyTo(Value(index));
        EndTransfer();
    }

    /// <summary>A reset: what is being sent is lost, what was set stays.</summary>
    public void DropTransfer()
    {
        for (var index = 0; index < _features.Count; index++) _memory.AsSpan(_sentAt[index], _features[index].SetBytes).Clear();
        EndTransfer();
    }

    /// <summary>
    /// Get Supported Features (0500h). Input: bytes wanted u32, first index u16, 2 reserved. Output: entries returned u16, features of the
    /// device u16, 4 reserved; for each UUID 10h, index u16, bytes of Get and of Set Feature u16 each, attributes u32, versions u8 each,
    /// effects of setting u16, 12h reserved. Fewer bytes than the header or an index beyond the last feature: Invalid Input; otherwise
    /// Success, with as many as fit. Source: CXL 3.x, "Get Supported Features".
    /// </summary>
    private MailboxReturnCode GetSupported(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        var bytes = BinaryPrimitives.ReadUInt32LittleEndian(input);
        int start = BinaryPrimitives.ReadUInt16LittleEndian(input[sizeof(uint)..]);
        if (bytes < SupportedHeaderBytes || start >= _features.Count) return MailboxReturnCode.InvalidInput;
        var room = Math.Min((bytes - SupportedHeaderBytes) / EntryBytes, (uint)(output.Length - SupportedHeaderBytes) / EntryBytes);
        var count = (int)Math.Min(room, (uint)(_features.Count - start));
        output[..SupportedHeaderBytes].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(output, (ushort)count);
        BinaryPrimitives.WriteUInt16LittleEndian(output[2..], (ushort)_features.Count);
        for (var index = 0; index < count; index++)
            WriteEntry(output[(SupportedHeaderBytes + index * EntryBytes)..], start + index);
        written = SupportedHeaderBytes + count * EntryBytes;
        return MailboxReturnCode.Success;
    }

    private void WriteEntry(Span<byte> entry, int index)
    {
        var feature = _features[_listing[index]];
        entry[..EntryBytes].Clear();
        BinaryPrimitives.WriteUInt128BigEndian(entry, feature.Identifier);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[0x10..], (ushort)index);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[0x12..], (ushort)feature.Default.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[0x14..], (ushort)feature.SetBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[0x16..], (uint)feature.Attributes);
        entry[0x1A] = feature.Version;
        entry[0x1B] = feature.Version;
        BinaryPrimitives.WriteUInt16LittleEndian(entry[0x1C..], ImmediateChangeAndValid);
    }

    /// <summary>
    /// Get Feature (0501h). Input: UUID 10h, offset u16, bytes u16, selection u8 (0 current, 1 default, 2 saved). Output: that part of the
    /// value, as much as there is. Checks, in order: the feature is being transferred: Feature Transfer In Progress; a selection that it
    /// does not have: Unsupported Feature Selection Value; offset and bytes together beyond the payload: Invalid Input; no such feature:
    /// Unsupported; an offset at or beyond its end: Invalid Input. Source: CXL 3.x, "Get Feature"; the order is QEMU's.
    /// </summary>
    private MailboxReturnCode Get(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        var identifier = BinaryPrimitives.ReadUInt128BigEndian(input);
        int offset = BinaryPrimitives.ReadUInt16LittleEndian(input[UuidBytes..]);
        int bytes = BinaryPrimitives.ReadUInt16LittleEndian(input[(UuidBytes + 2)..]);
        int selection = input[UuidBytes + 4];
        var isNull = identifier == 0 && !_rules.NullUuidReadsAsTransferInProgress;
        if (identifier == _transferred && !isNull) return MailboxReturnCode.FeatureTransferInProgress;
        var index = Find(identifier);
        if (!HasSelection(index, selection))
            return _rules.UnsupportedInsteadOfOwnCodes ? MailboxReturnCode.Unsupported : MailboxReturnCode.UnsupportedFeatureSelection;
        if (offset + bytes > output.Length) return MailboxReturnCode.InvalidInput;
        if (index < 0) return MailboxReturnCode.Unsupported;
        var value = selection == 0 ? Value(index) : _features[index].Default.AsSpan();
        if (offset >= value.Length) return MailboxReturnCode.InvalidInput;
        written = Math.Min(bytes, value.Length - offset);
        value.Slice(offset, written).CopyTo(output);
        return MailboxReturnCode.Success;
    }

    private bool HasSelection(int index, int selection)
    {
        const int Current = 0;
        const int Default = 1;
        if (selection == Current) return true;
        if (_rules.UnsupportedInsteadOfOwnCodes || selection != Default) return false;

        // Nothing is saved beside the current value, so no feature claims to have a saved one.
        return index < 0 || _features[index].Attributes.HasFlag(FeatureAttributes.DefaultSelection);
    }

    /// <summary>
    /// Set Feature (0502h). Input: UUID 10h, flags u32 (2:0 action: 0 full, 1 initiate, 2 continue, 3 finish, 4 abort; 3 saved across reset),
    /// offset u16, version u8, 9 reserved, data. Output: nothing. Checks, in order: shorter than 20h: Invalid Payload Length; another
    /// feature is being transferred: Feature Transfer In Progress; no data (but for an abort): Invalid Payload Length; no such feature:
    /// Unsupported; another version: Unsupported Feature Version; an undefined action: Invalid Input; full or initiate during a transfer:
    /// Feature Transfer In Progress; a part that does not follow the last: Feature Transfer Out Of Order; beyond what can be set: Invalid
    /// Payload Length. Source: CXL 3.x, "Set Feature"; the order is QEMU's, which leaves checks out: <see cref="FeatureRules"/>.
    /// </summary>
    private MailboxReturnCode Set(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (input.Length < SetHeaderBytes) return MailboxReturnCode.InvalidPayloadLength;
        var identifier = BinaryPrimitives.ReadUInt128BigEndian(input);
        var action = (TransferAction)(input[UuidBytes] & ActionMask);
        int offset = BinaryPrimitives.ReadUInt16LittleEndian(input[0x14..]);
        var version = input[0x16];
        var data = input[SetHeaderBytes..];
        if (_transferred != 0 && _transferred != identifier) return MailboxReturnCode.FeatureTransferInProgress;
        if (_rules.TransfersNotChecked && action == TransferAction.Initiate) (_transferred, _bytesSent) = (identifier, 0);
        if (data.Length == 0 && (_rules.TransfersNotChecked || action != TransferAction.Abort)) return MailboxReturnCode.InvalidPayloadLength;
        var index = Find(identifier);
        if (index < 0) return MailboxReturnCode.Unsupported;
        if (version != _features[index].Version)
            return _rules.UnsupportedInsteadOfOwnCodes ? MailboxReturnCode.Unsupported : MailboxReturnCode.UnsupportedFeatureVersion;
        if (!_rules.TransfersNotChecked)
        {
            var code = CheckTransfer(action, offset);
            if (code != MailboxReturnCode.Success) return code;
        }

        if (offset + data.Length > _features[index].SetBytes) return MailboxReturnCode.InvalidPayloadLength;
        data.CopyTo(_memory.AsSpan(_sentAt[index] + offset));
        _bytesSent += data.Length;
        Take(action, identifier, index);
        return MailboxReturnCode.Success;
    }

    private MailboxReturnCode CheckTransfer(TransferAction action, int offset)
    {
        var isTransferring = _transferred != 0;
        switch (action)
        {
            case TransferAction.Full or TransferAction.Initiate:
                return isTransferring ? MailboxReturnCode.FeatureTransferInProgress : MailboxReturnCode.Success;
            case TransferAction.Continue or TransferAction.Finish:
                return isTransferring && offset == _bytesSent ? MailboxReturnCode.Success : MailboxReturnCode.FeatureTransferOutOfOrder;
            case TransferAction.Abort:
                return MailboxReturnCode.Success;
            default:
                return MailboxReturnCode.InvalidInput;
        }
    }

    private void Take(TransferAction action, UInt128 identifier, int index)
    {
        if (action == TransferAction.Initiate) _transferred = identifier;
        if (action is TransferAction.Full or TransferAction.Finish) ApplySent(index);
        if (action is not (TransferAction.Full or TransferAction.Finish or TransferAction.Abort)) return;
        var cleared = _rules.ClearsWhatWasSent ? _bytesSent : _features[index].SetBytes;
        _memory.AsSpan(_sentAt[index], Math.Min(cleared, _memory.Length - _sentAt[index])).Clear();
        EndTransfer();
    }

    private void ApplySent(int index)
    {
        var value = Value(index);
        foreach (var field in _features[index].Fields)
        {
            ref var place = ref value[field.ReadAt];
            place = (byte)(place & ~field.Mask | _memory[_sentAt[index] + field.SentAt] & field.Mask);
        }
    }

    private void EndTransfer() => (_transferred, _bytesSent) = (0, 0);

    private Span<byte> Value(int index) => _memory.AsSpan(_valueAt[index], _features[index].Default.Length);

    private int Find(UInt128 identifier)
    {
        for (var index = 0; index < _features.Count; index++)
            if (_features[index].Identifier == identifier) return index;
        return -1;
    }
}
