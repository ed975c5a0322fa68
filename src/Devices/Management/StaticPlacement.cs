namespace CxlFabricSim.Devices.Management;

/// <summary>Where the shares of logical devices stand in a memory that they divide among them: each in one piece.</summary>
internal static class StaticPlacement
{
    /// <summary>
    /// Gives some shares another size: where they stand if there is room, else in the first gap that is large enough. The others stay where
    /// they are, since they hold what their hosts left there. Null when there is no such place.
    /// </summary>
    /// <param name="total">Bytes to divide.</param>
    /// <param name="shares">Start and size of each share now.</param>
    /// <param name="first">The first share to change.</param>
    /// <param name="sizes">What that and those behind it are to be.</param>
    public static (ulong Start, ulong Size)[]? Place(ulong total, IReadOnlyList<(ulong Start, ulong Size)> shares, int first, ReadOnlySpan<ulong> sizes)
    {
        (ulong Start, ulong Size)[] placed = [.. shares];

        // What shrinks makes room for what grows.
        for (var index = 0; index < sizes.Length; index++)
            placed[first + index].Size = Math.Min(placed[first + index].Size, sizes[index]);
        for (var index = 0; index < sizes.Length; index++)
        {
            if (sizes[index] == placed[first + index].Size) continue;
            if (Find(total, placed, first + index, sizes[index]) is not { } start) return null;
            placed[first + index] = (start, sizes[index]);
        }

        return placed;
    }

    private static ulong? Find(ulong total, (ulong Start, ulong Size)[] placed, int share, ulong size)
    {
        var current = placed[share].Start;
        if (IsFree(total, placed, share, current, size)) return current;
        var starts = placed.Where((other, index) => index != share && other.Size > 0).Select(other => other.Start + other.Size).Prepend(0UL).Order();
        foreach (var start in starts)
            if (IsFree(total, placed, share, start, size)) return start;
        return null;
    }

    private static bool IsFree(ulong total, (ulong Start, ulong Size)[] placed, int share, ulong start, ulong size)
    {
        if (start > total || size > total - start) return false;
        for (var index = 0; index < placed.Length; index++)
        {
            var other = placed[index];
            if (index != share && other.Size > 0 && start < other.Start + other.Size && other.Start < start + size) return false;
        }

        return true;
    }
}
