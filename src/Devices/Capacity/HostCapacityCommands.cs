using System.Buffers.Binary;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Capacity;

/// <summary>
/// The dynamic capacity commands of a host's mailbox, 4800h to 4803h (CXL 3.x, "Dynamic Capacity Configuration"). Checks stand in
/// QEMU's order, so that a request with several faults gets the same answer.
/// </summary>
/// <param name="profile">Where to depart from the specification.</param>
/// <param name="regions">The device's regions.</param>
/// <param name="extents">The logical device's extents.</param>
/// <param name="firstDsmadHandle">DSMAD handles of the regions follow those of the static partitions.</param>
/// <param name="ledger">Told of capacity that the host gave back, before anyone else can have it.</param>
internal sealed class HostCapacityCommands(
    DeviceProfile profile, DynamicRegions regions, ExtentList extents, Func<uint> firstDsmadHandle, CapacityLedger ledger)
{
    private const int ConfigurationHeaderBytes = 8;
    private const int RegionBytes = 0x28;
    private const int TailBytes = 16;
    private const int ExtentListHeaderBytes = 16;
    private const byte DynamicCapacityFlag = 0;

    public void AddTo(CommandTable commands)
    {
        commands.Add(Opcode.GetDynamicCapacityConfiguration, 2, GetConfiguration);
        commands.Add(Opcode.GetDynamicCapacityExtentList, 8, GetExtentList);
        const CommandEffects Changes = CommandEffects.ImmediateDataChange;
        commands.Add(new CommandDescription(Opcode.AddDynamicCapacityResponse, null, Changes), RespondToAdd);
        commands.Add(new CommandDescription(Opcode.ReleaseDynamicCapacity, null, Changes), Release);
    }

    /// <summary>Extents that could still be tracked; wraps where offers are not held to the limit.</summary>
    public uint Available => unchecked((uint)(profile.ExtentLimit - extents.TrackedCount));

    /// <summary>
    /// Get Dynamic Capacity Configuration (4800h). Input: regions wanted u8, first region u8. Output: regions u8, returned u8, 6 reserved; for
    /// each region of 28h bytes base u64, decode length u64 in 256 MiB, length u64, block size u64, DSMAD handle u32, flags u8, 3 reserved;
    /// then extents supported, extents available, tags supported, tags available, u32 each. A first region that is not there is Invalid
    /// Input; more regions than there are, or none, are answered. Source: CXL 3.x; what is beyond the regions as QEMU has it.
    /// </summary>
    private MailboxReturnCode GetConfiguration(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        int start = input[1];
        if (start >= regions.Count) return MailboxReturnCode.InvalidInput;
        var returned = Math.Min((int)input[0], regions.Count - start);

        output[..ConfigurationHeaderBytes].Clear();
        output[0] = (byte)regions.Count;
        output[1] = (byte)returned;
        var rest = output[ConfigurationHeaderBytes..];
        for (var region = start; region < start + returned; region++, rest = rest[RegionBytes..]) WriteRegion(rest, region);

        BinaryPrimitives.WriteUInt32LittleEndian(rest, (uint)profile.ExtentLimit);
        BinaryPrimitives.WriteUInt32LittleEndian(rest[4..], Available);
        CapacityManagement.WriteTags(rest[8..], profile, regions, ledger);
        written = ConfigurationHeaderBytes + returned * RegionBytes + TailBytes;
        return MailboxReturnCode.Success;
    }

    private void WriteRegion(Span<byte> place, int region)
    {
        place[..RegionBytes].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(place, regions.BaseOf(region));
        BinaryPrimitives.WriteUInt64LittleEndian(place[0x08..], regions.RegionBytes / Sizes.CapacityMultiple);
        BinaryPrimitives.WriteUInt64LittleEndian(place[0x10..], regions.RegionBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(place[0x18..], DynamicRegions.BlockBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(place[0x20..], firstDsmadHandle() + (uint)region);
        place[0x24] = DynamicCapacityFlag;
    }

    /// <summary>
    /// Get Dynamic Capacity Extent List (4801h). Input: extents wanted u32, first extent u32. Output: returned u32, total u32, generation u32, 4
    /// reserved, then extents of 28h bytes in the order in which they were accepted, at most as many as the payload holds. A first extent
    /// beyond the end of the list is Invalid Input. Source: CXL 3.x.
    /// </summary>
    private MailboxReturnCode GetExtentList(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        var count = BinaryPrimitives.ReadUInt32LittleEndian(input);
        var start = BinaryPrimitives.ReadUInt32LittleEndian(input[4..]);
        if (start > extents.AcceptedCount) return MailboxReturnCode.InvalidInput;
        var room = (CommandTable.PayloadBytes - ExtentListHeaderBytes) / DcExtent.Bytes;
        var listed = profile.ExtentCountIncludesPending ? extents.TrackedCount : extents.AcceptedCount;
        var returned = (int)Math.Min(Math.Min(count, (uint)room), (uint)listed - start);

        output[..ExtentListHeaderBytes].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(output, (uint)returned);
        BinaryPrimitives.WriteUInt32LittleEndian(output[4..], (uint)extents.AcceptedCount);
        BinaryPrimitives.WriteUInt32LittleEndian(output[8..], profile.GenerationAlwaysZero ? 0 : extents.Generation);
        var place = output.Slice(ExtentListHeaderBytes, returned * DcExtent.Bytes);
        place.Clear();
        foreach (var extent in extents.AcceptedFrom(start).Take(returned))
        {
            extent.Write(place);
            place = place[DcExtent.Bytes..];
        }

        written = ExtentListHeaderBytes + returned * DcExtent.Bytes;
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Add Dynamic Capacity Response (4802h), see <see cref="UpdatedExtents"/>. It answers the oldest offer: no extents reject it. In this
    /// order: a payload shorter than its count: Invalid Payload Length; more extents than can be tracked: Resources Exhausted; badly formed
    /// extents: Invalid Physical Address or Invalid Extent List; an extent that is not inside one that was offered, or was accepted before:
    /// Invalid Physical Address. All or nothing; what is not accepted of the offer is gone, unless the More flag announces further
    /// responses. Source: CXL 3.x; the order is QEMU's.
    /// </summary>
    private MailboxReturnCode RespondToAdd(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (input.Length < UpdatedExtents.HeaderBytes) return MailboxReturnCode.InvalidPayloadLength;
        if (UpdatedExtents.CountOf(input) == 0)
        {
            ledger.Decline(extents.DropOldestOffer());
            return MailboxReturnCode.Success;
        }

        if (!UpdatedExtents.TryRead(input, out var accepted, out var moreFollow)) return MailboxReturnCode.InvalidPayloadLength;
        if (accepted.Count + TrackedBeside() > profile.ExtentLimit) return MailboxReturnCode.ResourcesExhausted;
        var form = regions.CheckForm(accepted);
        if (form != MailboxReturnCode.Success) return form;
        for (var index = 0; index < accepted.Count; index++)
        {
            if (!extents.TryFindOffered(accepted[index], out var offered)) return MailboxReturnCode.InvalidPhysicalAddress;
            if (extents.OverlapsAccepted(accepted[index])) return MailboxReturnCode.InvalidPhysicalAddress;
            if (!profile.TagsIgnored)
                accepted[index] = accepted[index] with { Tag = offered.Tag, SharedSequence = offered.SharedSequence };
        }

        extents.Accept(accepted);
        if (!moreFollow || profile.ResponseMoreFlagIgnored) ledger.Decline(extents.DropOldestOffer());
        else extents.NarrowOldestOffer(accepted);
        return MailboxReturnCode.Success;
    }

    /// <summary>What is tracked beside the extents of a response: the offer that it answers is not, unless as QEMU counts.</summary>
    private int TrackedBeside()
    {
        return profile.OwnOfferCountedTwice ? extents.TrackedCount : extents.TrackedCount - extents.OldestOfferCount;
    }

    /// <summary>
    /// Release Dynamic Capacity (4803h), see <see cref="UpdatedExtents"/>; extents may be parts of accepted ones, or span several. In this
    /// order: a payload shorter than its count: Invalid Payload Length; no extents: Invalid Input; badly formed extents: Invalid Physical
    /// Address or Invalid Extent List; one of no length: Invalid Extent List; one that is not accepted: Invalid Physical Address; more
    /// pieces left than can be tracked: Resources Exhausted. All or nothing. Source: CXL 3.x; the order is QEMU's.
    /// </summary>
    private MailboxReturnCode Release(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (input.Length < UpdatedExtents.HeaderBytes) return MailboxReturnCode.InvalidPayloadLength;
        if (UpdatedExtents.CountOf(input) == 0) return MailboxReturnCode.InvalidInput;
        if (!UpdatedExtents.TryRead(input, out var released, out _)) return MailboxReturnCode.InvalidPayloadLength;
        var form = regions.CheckForm(released);
        if (form != MailboxReturnCode.Success) return form;
        foreach (var extent in released)
        {
            if (extent.Length == 0) return MailboxReturnCode.InvalidExtentList;
            if (!extents.IsAccepted(extent)) return MailboxReturnCode.InvalidPhysicalAddress;
        }

        if (!extents.TryRelease(released, profile.ExtentLimit, out var from)) return MailboxReturnCode.ResourcesExhausted;
        ledger.Leave(released, from);
        return MailboxReturnCode.Success;
    }
}
