using System.Buffers.Binary;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Capacity;

/// <content>Add Reference, Remove Reference and List Tags: capacity under a tag as the fabric manager holds on to it.</content>
public sealed partial class CapacityManagement
{
    private const int TagBytes = 16;
    private const int ListTagsHeaderBytes = 16;
    private const int TagEntryBytes = 84;

    private void AddTagCommandsTo(CommandTable commands)
    {
        if (_profile.TagsIgnored) return;
        const CommandEffects Changes = CommandEffects.ImmediateConfigurationChange;
        commands.Add(new CommandDescription(Opcode.DynamicCapacityAddReference, TagBytes, Changes), AddReference);
        commands.Add(new CommandDescription(Opcode.DynamicCapacityRemoveReference, TagBytes, Changes | CommandEffects.ImmediateDataChange), RemoveReference);
        commands.Add(Opcode.DynamicCapacityListTags, 8, ListTags);
    }

    /// <summary>
    /// Dynamic Capacity Add Reference: tag 16. The capacity keeps contents and place although no host may have it. A tag that is not there
    /// is Invalid Input. Source: CXL 3.1.
    /// </summary>
    private MailboxReturnCode AddReference(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written) =>
        SetReference(input, true, out written);

    /// <summary>
    /// Dynamic Capacity Remove Reference: tag 16. What no host has is free from now on, and its contents are gone. A tag that is not there, or
    /// to which there is no reference, is Invalid Input. Source: CXL 3.1.
    /// </summary>
    private MailboxReturnCode RemoveReference(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written) =>
        SetReference(input, false, out written);

    private MailboxReturnCode SetReference(ReadOnlySpan<byte> input, bool isReferenced, out int written)
    {
        written = 0;
        if (_ledger.FindTag(BinaryPrimitives.ReadUInt128BigEndian(input)) is not { } tagged) return MailboxReturnCode.InvalidInput;
        if (!isReferenced && !tagged.IsReferenced) return MailboxReturnCode.InvalidInput;
        _ledger.SetReference(tagged, isReferenced);
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Dynamic Capacity List Tags: first u32, count u32; answered by generation u32, total u32, returned u32, validity u8 (both bitmaps), r3,
    /// then for each tag: tag 16, flags u8 (bit 0: referenced by the fabric manager), r3, hosts that have accepted it 32 bytes, hosts to which
    /// it is offered 32 bytes. A first tag beyond the list is Invalid Input. Source: CXL 3.1.
    /// </summary>
    private MailboxReturnCode ListTags(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        const byte BothBitmaps = 3;
        written = 0;
        var start = BinaryPrimitives.ReadUInt32LittleEndian(input);
        var count = BinaryPrimitives.ReadUInt32LittleEndian(input[4..]);
        var tags = _ledger.Tags;
        if (start > tags.Count) return MailboxReturnCode.InvalidInput;
        var room = (Math.Min(output.Length, CommandTable.PayloadBytes) - ListTagsHeaderBytes) / TagEntryBytes;
        var returned = (int)Math.Min(Math.Min(count, (uint)room), (uint)tags.Count - start);

        output[..(ListTagsHeaderBytes + returned * TagEntryBytes)].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(output, _ledger.Generation);
        BinaryPrimitives.WriteUInt32LittleEndian(output[4..], (uint)tags.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(output[8..], (uint)returned);
        output[12] = BothBitmaps;
        var place = output[ListTagsHeaderBytes..];
        foreach (var tagged in tags.Skip((int)start).Take(returned))
        {
            var (accepted, pending) = _ledger.HoldersOf(tagged);
            BinaryPrimitives.WriteUInt128BigEndian(place, tagged.Tag);
            place[16] = tagged.IsReferenced ? (byte)1 : (byte)0;
            BinaryPrimitives.WriteUInt32LittleEndian(place[20..], accepted);
            BinaryPrimitives.WriteUInt32LittleEndian(place[52..], pending);
            place = place[TagEntryBytes..];
        }

        written = ListTagsHeaderBytes + returned * TagEntryBytes;
        return MailboxReturnCode.Success;
    }
}
