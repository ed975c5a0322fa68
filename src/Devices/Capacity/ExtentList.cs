using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Capacity;

/// <summary>
/// The dynamic capacity of one logical device: extents offered to its host, in groups that are answered in order, and extents
/// accepted, in the order that Get Dynamic Capacity Extent List shows.
/// </summary>
/// <param name="regions">The device's regions, in whose blocks extents are counted.</param>
public sealed class ExtentList(DynamicRegions regions)
{
    private readonly ExtentTable _accepted = new();
    private readonly Queue<ExtentTable> _offers = new();
    private readonly BlockBitmap _acceptedBlocks = new(regions.Blocks);
    private readonly BlockBitmap _pendingBlocks = new(regions.Blocks);

    public IReadOnlyList<DcExtent> Accepted => _accepted.Listed;

    public int AcceptedCount => _accepted.Count;

    /// <summary>Accepted extents from a place in the list on.</summary>
    public IEnumerable<DcExtent> AcceptedFrom(uint place) => _accepted.From((int)place);

    /// <summary>Offers not yet answered, the oldest first.</summary>
    public IEnumerable<IReadOnlyList<DcExtent>> Offers => _offers.Select(offer => offer.Listed);

    /// <summary>Extents of the offer that the next response answers.</summary>
    public int OldestOfferCount => _offers.TryPeek(out var oldest) ? oldest.Count : 0;

    public int PendingCount { get; private set; }

    /// <summary>Extents that the device keeps track of, pending and accepted.</summary>
    public int TrackedCount => _accepted.Count + PendingCount;

    /// <summary>Counts the changes of the accepted list.</summary>
    public uint Generation { get; private set; }

    /// <summary>The hot ownership check: which blocks this host may access.</summary>
    internal BlockBitmap AcceptedBlocks => _acceptedBlocks;

    internal BlockBitmap PendingBlocks => _pendingBlocks;

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
        var offer = new ExtentTable();
        foreach (var extent in group) offer.Append(extent);
        _offers.Enqueue(offer);
        PendingCount += group.Count;
        Mark(_pendingBlocks, group);
    }

    /// <summary>The extent of the oldest offer that holds all of another; false when there is none.</summary>
    public bool TryFindOffered(DcExtent extent, out DcExtent offered)
    {
        offered = default;
        return _offers.TryPeek(out var oldest) && oldest.TryFindHolder(extent, out offered);
    }

    /// <summary>Adds extents as they were accepted: neighbours are not merged.</summary>
    public void Accept(IReadOnlyList<DcExtent> extents)
    {
        foreach (var extent in extents) _accepted.Append(extent);
        Mark(_acceptedBlocks, extents);
        Generation++;
    }

    /// <summary>Extents of the oldest offer were accepted and further responses will answer the rest of it.</summary>
    public void NarrowOldestOffer(IReadOnlyList<DcExtent> accepted)
    {
        var oldest = _offers.Peek();
        PendingCount -= oldest.Count;
        oldest.TryRemove(accepted, int.MaxValue, out _);
        PendingCount += oldest.Count;
        Clear(_pendingBlocks, accepted);
    }

    /// <summary>Ends the oldest offer: what was not accepted of it is gone. Returns what it was.</summary>
    public IReadOnlyList<DcExtent> DropOldestOffer()
    {
        if (!_offers.TryDequeue(out var offer)) return [];
        PendingCount -= offer.Count;
        Clear(_pendingBlocks, offer.Listed);
        return offer.Listed;
    }

    /// <summary>
    /// Takes extents, all of them accepted, out of the accepted list; false and no change when what is left of split ones would
    /// not fit the limit. Tells of which extents they were parts.
    /// </summary>
    public bool TryRelease(IReadOnlyList<DcExtent> released, int limit, out List<DcExtent> from)
    {
        if (!_accepted.TryRemove(released, limit - PendingCount, out from)) return false;
        Clear(_acceptedBlocks, released);
        Generation++;
        return true;
    }

    /// <summary>Takes extents out of all offers, as a forced release does.</summary>
    public void Withdraw(IReadOnlyList<DcExtent> withdrawn)
    {
        PendingCount = 0;
        foreach (var offer in _offers)
        {
            offer.TryRemove(withdrawn, int.MaxValue, out _);
            PendingCount += offer.Count;
        }

        Clear(_pendingBlocks, withdrawn);
    }

    private void Mark(BlockBitmap blocks, IReadOnlyList<DcExtent> extents)
    {
        foreach (var extent in extents) blocks.Add(regions.BlockOf(extent.Start), BlocksOf(extent));
    }

    private void Clear(BlockBitmap blocks, IReadOnlyList<DcExtent> extents)
    {
        foreach (var extent in extents) blocks.Remove(regions.BlockOf(extent.Start), BlocksOf(extent));
    }

    private bool Overlaps(BlockBitmap blocks, DcExtent extent) => blocks.ContainsAny(regions.BlockOf(extent.Start), BlocksOf(extent));

    private static ulong BlocksOf(DcExtent extent) => extent.Length / DynamicRegions.BlockBytes;
}
