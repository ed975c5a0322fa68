using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Capacity;

/// <summary>
/// The dynamic capacity of one logical device: extents offered to its host, in groups that are answered in order, and extents
/// accepted, in the order that Get Dynamic Capacity Extent List shows.
/// </summary>
/// <param name="regions">The device's regions, in whose blocks extents are counted.</param>
public sealed class ExtentList(DynamicRegions regions)
{
    private readonly List<DcExtent> _accepted = [];
    private readonly List<IReadOnlyList<DcExtent>> _pendingGroups = [];
    private readonly BlockBitmap _acceptedBlocks = new(regions.Blocks);
    private readonly BlockBitmap _pendingBlocks = new(regions.Blocks);

    public IReadOnlyList<DcExtent> Accepted => _accepted;

    /// <summary>Offers not yet answered, the oldest first.</summary>
    public IReadOnlyList<IReadOnlyList<DcExtent>> PendingGroups => _pendingGroups;

    public int PendingCount { get; private set; }

    /// <summary>Extents that the device keeps track of, pending and accepted.</summary>
    public int TrackedCount => _accepted.Count + PendingCount;

    /// <summary>Counts the changes of the accepted list.</summary>
    public uint Generation { get; private set; }

    /// <summary>The hot ownership check: which blocks this host may access.</summary>
    internal BlockBitmap AcceptedBlocks => _acceptedBlocks;

    public bool OverlapsAccepted(DcExtent extent) => Overlaps(_acceptedBlocks, extent);

    public bool OverlapsPending(DcExtent extent) => Overlaps(_pendingBlocks, extent);

    /// <summary>True when every byte of the extent has been accepted, be it as part of one extent or over several.</summary>
    public bool IsAccepted(DcExtent extent) => _acceptedBlocks.ContainsAll(regions.BlockOf(extent.Start), BlocksOf(extent));

    /// <summary>Bytes accepted in one region.</summary>
    public ulong AcceptedBytes(int region) =>
        _acceptedBlocks.CountOf(regions.BlockOf(new Dpa(regions.BaseOf(region))), regions.RegionBytes / DynamicRegions.BlockBytes)
        * DynamicRegions.BlockBytes;

    /// <summary>Remembers an offer until the host answers it.</summary>
    public void Offer(IReadOnlyList<DcExtent> group)
    {
        _pendingGroups.Add(group);
        PendingCount += group.Count;
        foreach (var extent in group) _pendingBlocks.Add(regions.BlockOf(extent.Start), BlocksOf(extent));
    }

    /// <summary>The extent of the oldest offer that holds all of another; false when there is none.</summary>
    public bool TryFindOffered(DcExtent extent, out DcExtent offered)
    {
        offered = default;
        if (_pendingGroups.Count == 0 || extent.Length == 0) return false;
        foreach (var candidate in _pendingGroups[0])
        {
            if (extent.Start.Value < candidate.Start.Value || extent.End.Value > candidate.End.Value) continue;
            offered = candidate;
            return true;
        }

        return false;
    }

    /// <summary>Adds extents as they were accepted: neighbours are not merged.</summary>
    public void Accept(IEnumerable<DcExtent> extents)
    {
        foreach (var extent in extents)
        {
            _accepted.Add(extent);
            _acceptedBlocks.Add(regions.BlockOf(extent.Start), BlocksOf(extent));
        }

        Generation++;
    }

    /// <summary>Ends the oldest offer: what was not accepted of it is gone.</summary>
    public void DropOldestOffer()
    {
        if (_pendingGroups.Count == 0) return;
        var group = _pendingGroups[0];
        _pendingGroups.RemoveAt(0);
        PendingCount -= group.Count;
        foreach (var extent in group) _pendingBlocks.Remove(regions.BlockOf(extent.Start), BlocksOf(extent));
    }

    /// <summary>
    /// The accepted list without some extents, all of which are accepted; false when it would not fit the limit. What is left of a
    /// split extent moves to the end, front piece before back piece, as in QEMU.
    /// </summary>
    public bool TryWithout(IEnumerable<DcExtent> released, int limit, out List<DcExtent> remaining)
    {
        remaining = [.. _accepted];
        foreach (var extent in released)
        {
            RemoveFrom(remaining, extent);
            if (remaining.Count + PendingCount > limit) return false;
        }

        return true;
    }

    /// <summary>Makes a list found by <see cref="TryWithout"/> the accepted one.</summary>
    public void Release(IEnumerable<DcExtent> released, List<DcExtent> remaining)
    {
        foreach (var extent in released) _acceptedBlocks.Remove(regions.BlockOf(extent.Start), BlocksOf(extent));
        _accepted.Clear();
        _accepted.AddRange(remaining);
        Generation++;
    }

    /// <summary>Takes extents out of all offers, as a forced release does.</summary>
    public void Withdraw(IReadOnlyList<DcExtent> withdrawn)
    {
        for (var index = 0; index < _pendingGroups.Count; index++)
        {
            var left = _pendingGroups[index].ToList();
            PendingCount -= left.Count;
            foreach (var extent in withdrawn) RemoveFrom(left, extent);
            PendingCount += left.Count;
            _pendingGroups[index] = left;
        }

        foreach (var extent in withdrawn) _pendingBlocks.Remove(regions.BlockOf(extent.Start), BlocksOf(extent));
    }

    private static void RemoveFrom(List<DcExtent> extents, DcExtent removed)
    {
        for (var index = LowestOverlap(extents, removed); index >= 0; index = LowestOverlap(extents, removed))
        {
            var whole = extents[index];
            extents.RemoveAt(index);
            if (whole.Start.Value < removed.Start.Value)
                extents.Add(whole with { Length = removed.Start.Value - whole.Start.Value });
            if (removed.End.Value < whole.End.Value)
                extents.Add(whole with { Start = removed.End, Length = whole.End.Value - removed.End.Value });
        }
    }

    /// <summary>Pieces are taken in order of address, which decides the order of what is left.</summary>
    private static int LowestOverlap(List<DcExtent> extents, DcExtent removed)
    {
        var lowest = -1;
        for (var index = 0; index < extents.Count; index++)
        {
            if (!DynamicRegions.Overlap(extents[index], removed)) continue;
            if (lowest < 0 || extents[index].Start.Value < extents[lowest].Start.Value) lowest = index;
        }

        return lowest;
    }

    private bool Overlaps(BlockBitmap blocks, DcExtent extent) => blocks.ContainsAny(regions.BlockOf(extent.Start), BlocksOf(extent));

    private static ulong BlocksOf(DcExtent extent) => extent.Length / DynamicRegions.BlockBytes;
}
