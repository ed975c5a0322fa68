using System.Numerics;
using System.Runtime.CompilerServices;

namespace CxlFabricSim.Devices.Capacity;

/// <summary>A set of 2 MiB blocks of dynamic capacity, counted from the first region's start.</summary>
internal sealed class BlockBitmap(ulong blocks)
{
    private readonly ulong[] _words = new ulong[(blocks + 63) / 64];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(ulong block) => (_words[block >> 6] >> (int)block & 1) != 0;

    public void Add(ulong first, ulong count)
    {
        for (var rest = new Words(first, count); rest.MoveNext();) _words[rest.Index] |= rest.Mask;
    }

    public void Remove(ulong first, ulong count)
    {
        for (var rest = new Words(first, count); rest.MoveNext();) _words[rest.Index] &= ~rest.Mask;
    }

    public bool ContainsAll(ulong first, ulong count)
    {
        for (var rest = new Words(first, count); rest.MoveNext();)
            if ((_words[rest.Index] & rest.Mask) != rest.Mask) return false;
        return true;
    }

    public bool ContainsAny(ulong first, ulong count)
    {
        for (var rest = new Words(first, count); rest.MoveNext();)
            if ((_words[rest.Index] & rest.Mask) != 0) return true;
        return false;
    }

    public ulong CountOf(ulong first, ulong count)
    {
        var total = 0UL;
        for (var rest = new Words(first, count); rest.MoveNext();)
            total += (ulong)BitOperations.PopCount(_words[rest.Index] & rest.Mask);
        return total;
    }

    /// <summary>The runs of blocks in a range that are in none of some sets, by address.</summary>
    public static IEnumerable<(ulong First, ulong Count)> RunsOutside(IReadOnlyList<BlockBitmap> sets, ulong first, ulong count)
    {
        var (start, length) = (first, 0UL);
        for (var block = first; block < first + count;)
        {
            var busy = 0UL;
            foreach (var set in sets) busy |= set._words[block >> 6];
            busy >>= (int)block & 63;

            // Free blocks up to the next busy one, then busy blocks up to the next free one, neither beyond the word or the range.
            var inWord = Math.Min(64 - (block & 63), first + count - block);
            var free = Math.Min((ulong)BitOperations.TrailingZeroCount(busy), inWord);
            if (length == 0) start = block;
            length += free;
            block += free;
            if (free == inWord) continue;
            if (length > 0) yield return (start, length);
            length = 0;
            block += Math.Min((ulong)BitOperations.TrailingZeroCount(~(busy >> (int)free)), inWord - free);
        }

        if (length > 0) yield return (start, length);
    }

    /// <summary>The words that a range of blocks touches, each with the range's bits in it.</summary>
    private struct Words(ulong first, ulong count)
    {
        private ulong _next = first;
        private ulong _left = count;

        public ulong Index { get; private set; }

        public ulong Mask { get; private set; }

        public bool MoveNext()
        {
            if (_left == 0) return false;
            var bit = (int)(_next & 63);
            var bits = Math.Min(64 - (ulong)bit, _left);
            Index = _next >> 6;
            Mask = (bits == 64 ? ulong.MaxValue : (1UL << (int)bits) - 1) << bit;
            _next += bits;
            _left -= bits;
            return true;
        }
    }
}
