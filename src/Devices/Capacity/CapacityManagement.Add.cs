using CxlFabricSim.Components.Events;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Capacity;

/// <content>Initiate Dynamic Capacity Add.</content>
public sealed partial class CapacityManagement
{
    /// <summary>
    /// Initiate Dynamic Capacity Add, see <see cref="CapacityRequest"/>. In this order: a payload shorter than its count: Invalid Payload
    /// Length; a policy, host, region, length or tag that will not do: Invalid Input; no room, or more extents than can be tracked:
    /// Resources Exhausted; listed extents that somebody has or that overlap: Invalid Extent List; badly formed ones: Invalid Physical
    /// Address or Invalid Extent List. Source: CXL 3.x; the order is QEMU's.
    /// </summary>
    private MailboxReturnCode InitiateAdd(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        var isWhole = CapacityRequest.TryRead(input, out var request);
        if (request is null) return MailboxReturnCode.InvalidPayloadLength;
        if ((_profile.SelectionPolicies >> request.Policy & 1) == 0) return MailboxReturnCode.InvalidInput;
        if (!TryFindHost(request.HostId, out var target)) return MailboxReturnCode.InvalidInput;
        if (isWhole) return Add(target!, request, now);
        return MailboxReturnCode.InvalidPayloadLength;
    }

    private MailboxReturnCode Add(LogicalDevice target, CapacityRequest request, SimTime now)
    {
        var code = Select(target, request, out var extents);
        if (code != MailboxReturnCode.Success) return code;
        if (request.Policy != (int)SelectionPolicy.EnableSharedAccess && !_profile.TagsIgnored) _ledger.Note(extents);
        Offer(target, extents, now);
        return MailboxReturnCode.Success;
    }

    private MailboxReturnCode Select(LogicalDevice target, CapacityRequest request, out List<DcExtent> extents) =>
        (SelectionPolicy)request.Policy switch
        {
            SelectionPolicy.Prescriptive => SelectListed(target, request, out extents),
            SelectionPolicy.EnableSharedAccess => SelectShared(target, request, out extents),
            _ => SelectFree(target, request, out extents),
        };

    private MailboxReturnCode SelectListed(LogicalDevice target, CapacityRequest request, out List<DcExtent> extents)
    {
        extents = [.. request.Extents];
        if (extents.Count == 0) return MailboxReturnCode.InvalidInput;
        if (!_profile.TagsIgnored) Label(extents, request.Tag);
        if (!HasRoomFor(target, extents.Count)) return MailboxReturnCode.ResourcesExhausted;
        var form = _regions.CheckForm(extents);
        foreach (var extent in extents)
        {
            // Looked at before the form, but only inside the regions do blocks have owners.
            if (IsInside(extent) && !_ledger.IsFree(extent)) return MailboxReturnCode.InvalidExtentList;
            if (extent.Length == 0) return MailboxReturnCode.InvalidExtentList;
        }

        if (form != MailboxReturnCode.Success || _profile.TagsIgnored) return form;
        return Number(extents) ? MailboxReturnCode.Success : MailboxReturnCode.InvalidInput;
    }

    private MailboxReturnCode SelectFree(LogicalDevice target, CapacityRequest request, out List<DcExtent> extents)
    {
        extents = [];
        if (request.Region >= _regions.Count || request.Length == 0 || !DynamicRegions.IsWholeBlocks(request.Length))
            return MailboxReturnCode.InvalidInput;
        var isFound = request.Policy == (int)SelectionPolicy.Contiguous
            ? CapacityAllocator.TryTakeContiguous(_ledger, request.Region, request.Length, out extents)
            : CapacityAllocator.TryTakeLowest(_ledger, request.Region, request.Length, out extents);
        if (!isFound || !HasRoomFor(target, extents.Count)) return MailboxReturnCode.ResourcesExhausted;
        Label(extents, request.Tag);
        return Number(extents) ? MailboxReturnCode.Success : MailboxReturnCode.InvalidInput;
    }

    /// <summary>What goes under a tag in a shareable region already, for one more host; with the sequence numbers that the others see.</summary>
    private MailboxReturnCode SelectShared(LogicalDevice target, CapacityRequest request, out List<DcExtent> extents)
    {
        extents = [];
        if (!IsTagOfShareable(request.Tag)) return MailboxReturnCode.InvalidInput;
        var tagged = _ledger.FindTag(request.Tag)!;
        extents = [.. tagged.Extents.Listed];
        if (extents.Exists(extent => target.Extents.OverlapsAccepted(extent) || target.Extents.OverlapsPending(extent)))
            return MailboxReturnCode.InvalidInput;
        return HasRoomFor(target, extents.Count) ? MailboxReturnCode.Success : MailboxReturnCode.ResourcesExhausted;
    }

    private static void Label(List<DcExtent> extents, UInt128 tag)
    {
        for (var index = 0; index < extents.Count; index++)
            if (extents[index].Tag == 0) extents[index] = extents[index] with { Tag = tag };
    }

    /// <summary>
    /// In a shareable region the extents of a request are one allocation under one new tag, numbered from 1; elsewhere they have no number,
    /// and no tag of an allocation that is shared. False when it is otherwise.
    /// </summary>
    private bool Number(List<DcExtent> extents)
    {
        if (!_regions.HasShareable) return true;
        var isShareable = _regions.IsShareable(_regions.RegionOf(extents[0].Start));
        for (var index = 0; index < extents.Count; index++)
        {
            if (_regions.IsShareable(_regions.RegionOf(extents[index].Start)) != isShareable) return false;
            if (!isShareable && IsTagOfShareable(extents[index].Tag)) return false;
            if (isShareable && (extents[index].Tag == 0 || extents[index].Tag != extents[0].Tag)) return false;
            extents[index] = extents[index] with { SharedSequence = isShareable ? (ushort)(index + 1) : (ushort)0 };
        }

        return !isShareable || _ledger.FindTag(extents[0].Tag) is null;
    }

    private bool IsTagOfShareable(UInt128 tag) =>
        _ledger.FindTag(tag) is { } tagged && _regions.IsShareable(_regions.RegionOf(tagged.Extents.Listed[0].Start));

    private bool HasRoomFor(LogicalDevice target, int extents) => extents + target.Extents.TrackedCount <= _profile.ExtentLimit;

    private static void Offer(LogicalDevice target, IReadOnlyList<DcExtent> extents, SimTime now)
    {
        // Counted before the records are made, so that "available" already excludes it.
        target.Extents.Offer(extents);
        target.Announce(DynamicCapacityEvent.AddCapacity, extents, now);
    }

    private bool IsInside(DcExtent extent)
    {
        var offset = extent.Start.Value - _regions.Base;
        return offset < _regions.TotalBytes && extent.Length <= _regions.TotalBytes - offset;
    }
}
