using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Capacity;

/// <content>The same two requests as QEMU's management interface takes them: offsets into a region, and errors as text.</content>
public sealed partial class CapacityManagement
{
    private static readonly string[] SelectionNames = ["free", "contiguous", "prescriptive", "enable-shared-access"];
    private static readonly string[] RemovalNames = ["tag-based", "prescriptive"];

    /// <summary>cxl-add-dynamic-capacity. Null when the extents were offered, otherwise QEMU's error text.</summary>
    /// <param name="hostId">The logical device that is to get the capacity.</param>
    /// <param name="policy">The selection policy; where the device chooses, the extents' lengths together are how much.</param>
    /// <param name="region">The region into which the offsets count.</param>
    /// <param name="extents">Offset and length in bytes.</param>
    /// <param name="tag">Goes with the extents, where tags are kept.</param>
    /// <param name="now">The time of the request.</param>
    public string? RequestAdd(
        int hostId, string policy, int region, IReadOnlyList<(ulong Offset, ulong Length)> extents, UInt128 tag, SimTime now)
    {
        var number = Array.IndexOf(SelectionNames, policy);
        if (number < 0 || (_profile.SelectionPolicies >> number & 1) == 0) return "Selection policy not supported";
        var isListed = number == (int)SelectionPolicy.Prescriptive;
        var error = Resolve(hostId, region, isListed ? extents : [], tag, TakenForAdd, out var target, out var resolved);
        if (error is not null || (isListed && resolved.Count == 0)) return error;
        if (isListed && _profile.OfferLimitNotChecked)
        {
            Offer(target!, resolved, now);
            return null;
        }

        var length = extents.Aggregate(0UL, (sum, extent) => sum + extent.Length);
        return TextOf(Add(target!, new CapacityRequest(target!.Id, number, region, length, tag, resolved), now));
    }

    /// <summary>cxl-release-dynamic-capacity. Null when the host was asked for the extents, otherwise QEMU's error text.</summary>
    /// <param name="hostId">The logical device that is to give the capacity back.</param>
    /// <param name="policy">The removal policy; tag-based releases all that the host has under the tag.</param>
    /// <param name="isForced">The capacity goes at once, where that is supported.</param>
    /// <param name="region">The region into which the offsets count.</param>
    /// <param name="extents">Offset and length in bytes.</param>
    /// <param name="tag">What the tag-based policy releases.</param>
    /// <param name="now">The time of the request.</param>
    public string? RequestRelease(
        int hostId, string policy, bool isForced, int region, IReadOnlyList<(ulong Offset, ulong Length)> extents, UInt128 tag, SimTime now)
    {
        if (isForced && _profile.ForcedRemovalNotDone) return "Forced removal not supported yet";
        var number = Array.IndexOf(RemovalNames, policy);
        if (number < 0 || (_profile.RemovalPolicies >> number & 1) == 0) return "Removal policy not supported";
        var isListed = number == (int)RemovalPolicy.Prescriptive;
        var error = Resolve(hostId, region, isListed ? extents : [], 0, isForced ? NotHeld : NotAccepted, out var target, out var resolved);
        if (error is not null || (isListed && resolved.Count == 0)) return error;
        return TextOf(Release(target!, new CapacityRequest(target!.Id, number, region, 0, tag, resolved) { IsForced = isForced }, now));
    }

    private static string? TextOf(MailboxReturnCode code) => code switch
    {
        MailboxReturnCode.Success => null,
        MailboxReturnCode.ResourcesExhausted => "the device cannot track that many extents, or has no such capacity left",
        _ => $"the device answers {code}",
    };

    private string? Resolve(
        int hostId, int region, IReadOnlyList<(ulong Offset, ulong Length)> extents, UInt128 tag, Func<LogicalDevice, DcExtent, string?> check,
        out LogicalDevice? target, out List<DcExtent> resolved)
    {
        resolved = [];
        target = null;
        if (_regions.Count == 0) return "No dynamic capacity support from the device";
        if (region < 0 || region >= _regions.Count) return "region id is too large";
        if (!TryFindHost(hostId, out target)) return "host id is too large";
        foreach (var (offset, length) in extents)
        {
            if (length == 0) return "extent with 0 length is not allowed";
            if (!DynamicRegions.IsWholeBlocks(offset) || !DynamicRegions.IsWholeBlocks(length))
                return "dpa or len is not aligned to region block size";
            if (offset > _regions.RegionBytes || length > _regions.RegionBytes - offset) return "extent range is beyond the region end";
            var extent = new DcExtent(new Dpa(_regions.BaseOf(region) + offset), length, _profile.TagsIgnored ? 0 : tag);
            if (resolved.Exists(earlier => DynamicRegions.Overlap(earlier, extent)))
                return "duplicate or overlapped extents are detected";
            var error = check(target!, extent);
            if (error is not null) return error;
            resolved.Add(extent);
        }

        return null;
    }

    private string? TakenForAdd(LogicalDevice target, DcExtent extent)
    {
        if (_ledger.IsAcceptedByAny(extent)) return "cannot add DPA already accessible to the same LD";
        return _ledger.IsPendingWithAny(extent) ? "cannot add DPA again while still pending" : null;
    }

    private static string? NotAccepted(LogicalDevice target, DcExtent extent) =>
        target.Extents.OverlapsPending(extent) ? "cannot release extent with pending DPA range" : NotHeld(target, extent);

    private static string? NotHeld(LogicalDevice target, DcExtent extent) =>
        target.Extents.OverlapsPending(extent) || target.Extents.IsAccepted(extent) ? null : "cannot release extent with non-existing DPA range";
}
