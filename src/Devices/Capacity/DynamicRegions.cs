using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Capacity;

/// <summary>The dynamic capacity regions of a device: equal parts of one backend, one after the other from a base DPA.</summary>
/// <param name="baseDpa">Where region 0 starts: behind the static capacity.</param>
/// <param name="totalBytes">All regions together; zero without dynamic capacity.</param>
/// <param name="count">The number of regions.</param>
/// <param name="shareable">A bit for each region whose capacity several hosts may have at once.</param>
public sealed class DynamicRegions(ulong baseDpa, ulong totalBytes, int count, uint shareable = 0)
{
    /// <summary>The unit of extents, fixed as in QEMU.</summary>
    public const ulong BlockBytes = 2 * Sizes.MiB;

    public const int MaxRegions = 8;

    public ulong Base { get; } = baseDpa;

    public ulong TotalBytes { get; } = totalBytes;

    public int Count { get; } = totalBytes == 0 ? 0 : count;

    public ulong RegionBytes { get; } = totalBytes == 0 ? 0 : totalBytes / (ulong)count;

    public ulong Blocks => TotalBytes / BlockBytes;

    public bool HasShareable { get; } = shareable != 0;

    public bool IsShareable(int region) => (shareable >> region & 1) != 0;

    /// <summary>The region that holds an address of dynamic capacity.</summary>
    public int RegionOf(Dpa start) => (int)((start.Value - Base) / RegionBytes);

    public ulong BaseOf(int region) => Base + (ulong)region * RegionBytes;

    /// <summary>
    /// The checks on the form of an extent list: each inside one region and of whole blocks, none on top of an earlier one.
    /// </summary>
    public MailboxReturnCode CheckForm(IReadOnlyList<DcExtent> extents)
    {
        for (var index = 0; index < extents.Count; index++)
        {
            var code = CheckForm(extents[index]);
            if (code != MailboxReturnCode.Success) return code;
            for (var earlier = 0; earlier < index; earlier++)
                if (Overlap(extents[index], extents[earlier])) return MailboxReturnCode.InvalidExtentList;
        }

        return MailboxReturnCode.Success;
    }

    public ulong BlockOf(Dpa start) => (start.Value - Base) / BlockBytes;

    public static bool IsWholeBlocks(ulong value) => value % BlockBytes == 0;

    public static bool Overlap(DcExtent left, DcExtent right) =>
        left.Length != 0 && right.Length != 0 && left.Start.Value < right.End.Value && right.Start.Value < left.End.Value;

    private MailboxReturnCode CheckForm(DcExtent extent)
    {
        var offset = extent.Start.Value - Base;
        if (offset >= TotalBytes) return MailboxReturnCode.InvalidPhysicalAddress;

        // A length that leads round the end of all addresses counts as a bad list, one that leaves the region as a bad address.
        var end = unchecked(extent.Start.Value + extent.Length);
        if (end < extent.Start.Value) return MailboxReturnCode.InvalidExtentList;
        if (end > BaseOf((int)(offset / RegionBytes)) + RegionBytes) return MailboxReturnCode.InvalidPhysicalAddress;
        return IsWholeBlocks(offset) && IsWholeBlocks(extent.Length) ? MailboxReturnCode.Success : MailboxReturnCode.InvalidExtentList;
    }
}
