using CxlFabricSim.Components.Events;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Capacity;

/// <content>The same two requests as QEMU's management interface takes them: offsets into a region, and errors as text.</content>
public sealed partial class CapacityManagement
{
    /// <summary>cxl-add-dynamic-capacity. Null when the extents were offered, otherwise QEMU's error text.</summary>
    /// <param name="hostId">The logical device that is to get the capacity.</param>
    /// <param name="policy">The selection policy; only prescriptive is supported.</param>
    /// <param name="region">The region into which the offsets count.</param>
    /// <param name="extents">Offset and length in bytes.</param>
    /// <param name="tag">Goes with the extents, where tags are kept.</param>
    /// <param name="now">The time of the request.</param>
    public string? RequestAdd(
        int hostId, string policy, int region, IReadOnlyList<(ulong Offset, ulong Length)> extents, UInt128 tag, SimTime now)
    {
        if (policy != "prescriptive") return "Selection policy not supported";
        var error = Resolve(hostId, region, extents, tag, isRelease: false, out var target, out var resolved);
        if (error is not null || resolved.Count == 0) return error;
        if (!_profile.OfferLimitNotChecked && resolved.Count + target!.Extents.TrackedCount > _profile.ExtentLimit)
            return "the device cannot track that many extents";
        Offer(target!, resolved, now);
        return null;
    }

    /// <summary>cxl-release-dynamic-capacity. Null when the host was asked for the extents, otherwise QEMU's error text.</summary>
    /// <param name="hostId">The logical device that is to give the capacity back.</param>
    /// <param name="policy">The removal policy; only prescriptive is supported.</param>
    /// <param name="isForced">Not supported here; see Initiate Dynamic Capacity Release.</param>
    /// <param name="region">The region into which the offsets count.</param>
    /// <param name="extents">Offset and length in bytes.</param>
    /// <param name="now">The time of the request.</param>
    public string? RequestRelease(
        int hostId, string policy, bool isForced, int region, IReadOnlyList<(ulong Offset, ulong Length)> extents, SimTime now)
    {
        if (isForced) return "Forced removal not supported yet";
        if (policy != "prescriptive") return "Removal policy not supported";
        var error = Resolve(hostId, region, extents, 0, isRelease: true, out var target, out var resolved);
        if (error is not null || resolved.Count == 0) return error;
        target!.Announce(DynamicCapacityEvent.ReleaseCapacity, resolved, now);
        return null;
    }

    private string? Resolve(
        int hostId, int region, IReadOnlyList<(ulong Offset, ulong Length)> extents, UInt128 tag, bool isRelease,
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
            var error = isRelease ? CheckRelease(target!, extent) : CheckAdd(extent);
            if (error is not null) return error;
            resolved.Add(extent);
        }

        return null;
    }

    private string? CheckAdd(DcExtent extent)
    {
        if (IsAcceptedByAny(extent)) return "cannot add DPA already accessible to the same LD";
        return IsPendingWithAny(extent) ? "cannot add DPA again while still pending" : null;
    }

    private static string? CheckRelease(LogicalDevice target, DcExtent extent)
    {
        if (target.Extents.OverlapsPending(extent)) return "cannot release extent with pending DPA range";
        return target.Extents.IsAccepted(extent) ? null : "cannot release extent with non-existing DPA range";
    }
}
