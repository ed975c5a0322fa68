using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Capacity;

/// <summary>
/// Whose a device's dynamic capacity is, over all its logical devices, and what goes under which tag. Capacity that nobody has any
/// more, and to which the fabric manager holds no reference, loses its contents before anyone can have it again.
/// </summary>
/// <param name="regions">The device's regions.</param>
/// <param name="clear">Returns memory to the system: it reads as zero afterwards.</param>
internal sealed class CapacityLedger(DynamicRegions regions, Action<DcExtent> clear)
{
    private readonly List<ExtentList> _holders = [];
    private readonly List<BlockBitmap> _taken = [];
    private readonly SortedDictionary<UInt128, TaggedCapacity> _tags = [];

    // Made with the first reference: most devices never have one.
    private BlockBitmap? _referenced;

    /// <summary>By tag.</summary>
    public IReadOnlyCollection<TaggedCapacity> Tags => _tags.Values;

    /// <summary>Counts the changes of tags and of who refers to them.</summary>
    public uint Generation { get; private set; }

    /// <summary>A logical device can have capacity; they join by number.</summary>
    public void Join(ExtentList extents)
    {
        _holders.Add(extents);
        _taken.Add(extents.AcceptedBlocks);
        _taken.Add(extents.PendingBlocks);
    }

    public TaggedCapacity? FindTag(UInt128 tag) => tag == 0 ? null : _tags.GetValueOrDefault(tag);

    /// <summary>True when some logical device has accepted any of it.</summary>
    public bool IsAcceptedByAny(DcExtent extent) => _holders.Exists(holder => holder.OverlapsAccepted(extent));

    /// <summary>True when any of it is offered to some logical device.</summary>
    public bool IsPendingWithAny(DcExtent extent) => _holders.Exists(holder => holder.OverlapsPending(extent));

    /// <summary>True when none of it is offered, accepted or referred to.</summary>
    public bool IsFree(DcExtent extent) =>
        !_taken.Exists(blocks => blocks.ContainsAny(regions.BlockOf(extent.Start), extent.Length / DynamicRegions.BlockBytes));

    /// <summary>The free bytes of a region, in runs as long as they can be, by address.</summary>
    public IEnumerable<DcExtent> FreeRuns(int region) => FreeRuns(new DcExtent(new Dpa(regions.BaseOf(region)), regions.RegionBytes));

    /// <summary>Capacity was taken for somebody: what has a tag is noted under it.</summary>
    public void Note(IReadOnlyList<DcExtent> extents)
    {
        foreach (var extent in extents)
        {
            if (extent.Tag == 0) continue;
            if (!_tags.TryGetValue(extent.Tag, out var tagged)) _tags.Add(extent.Tag, tagged = new TaggedCapacity(extent.Tag));
            tagged.Extents.Append(extent);
            if (tagged.IsReferenced) Refer(extent, true);
        }

        Generation++;
    }

    public void SetReference(TaggedCapacity tagged, bool isReferenced)
    {
        if (tagged.IsReferenced == isReferenced) return;
        if (_referenced is null) _taken.Add(_referenced = new BlockBitmap(regions.Blocks));
        tagged.IsReferenced = isReferenced;
        Generation++;
        foreach (var extent in tagged.Extents.Listed) Refer(extent, isReferenced);
        if (!isReferenced) Leave(tagged.Extents.Listed, tagged.Extents.Listed);
    }

    /// <summary>A host has these ranges no more, which were parts of <paramref name="extents"/>.</summary>
    public void Leave(IReadOnlyList<DcExtent> ranges, IReadOnlyList<DcExtent> extents)
    {
        foreach (var range in ranges)
            foreach (var run in FreeRuns(range)) clear(run);
        ForgetTagsOf(extents);
    }

    /// <summary>An offer has ended. What nobody had since it was last cleared is clear still; only shared capacity may not be.</summary>
    public void Decline(IReadOnlyList<DcExtent> offer)
    {
        foreach (var extent in offer.Where(extent => extent.Length > 0 && regions.IsShareable(regions.RegionOf(extent.Start))))
            foreach (var run in FreeRuns(extent)) clear(run);
        ForgetTagsOf(offer);
    }

    /// <summary>Logical devices that have accepted, or are offered, some capacity of a tag; a bit each.</summary>
    public (uint Accepted, uint Pending) HoldersOf(TaggedCapacity tagged)
    {
        var (accepted, pending) = (0u, 0u);
        for (var id = 0; id < _holders.Count; id++)
        {
            if (tagged.Extents.Listed.Any(_holders[id].OverlapsAccepted)) accepted |= 1u << id;
            if (tagged.Extents.Listed.Any(_holders[id].OverlapsPending)) pending |= 1u << id;
        }

        return (accepted, pending);
    }

    private void Refer(DcExtent extent, bool isReferenced)
    {
        var (first, count) = (regions.BlockOf(extent.Start), extent.Length / DynamicRegions.BlockBytes);
        if (isReferenced) _referenced!.Add(first, count);
        else _referenced!.Remove(first, count);
    }

    private void ForgetTagsOf(IReadOnlyList<DcExtent> extents)
    {
        Generation++;
        if (_tags.Count == 0) return;
        foreach (var extent in extents)
        {
            if (FindTag(extent.Tag) is not { IsReferenced: false } tagged) continue;
            tagged.Extents.TryRemove(FreeRuns(extent), int.MaxValue, out _);
            if (tagged.Extents.Count == 0) _tags.Remove(tagged.Tag);
        }
    }

    private IEnumerable<DcExtent> FreeRuns(DcExtent within)
    {
        foreach (var (first, count) in BlockBitmap.RunsOutside(_taken, regions.BlockOf(within.Start), within.Length / DynamicRegions.BlockBytes))
            yield return new DcExtent(new Dpa(regions.Base + first * DynamicRegions.BlockBytes), count * DynamicRegions.BlockBytes);
    }
}
