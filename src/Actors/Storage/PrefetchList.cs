using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace CxlFabricSim.Actors.Storage;

/// <summary>
/// Lines of memory that will be touched soon, fetched into the processor's cache all at once: a fetch waits until the processor knows where
/// its page lies, and it looks up several pages at a time only for fetches that come one right after the other.
/// </summary>
public sealed unsafe class PrefetchList
{
    private const int Capacity = 64;

    private readonly PinnedArray<nuint> _lines = new(Capacity);
    private int _count;

    /// <summary>Adds a line by any address in it; it need not be valid.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(void* address)
    {
        if (_count == Capacity) Fetch();
        _lines.First[_count++] = (nuint)address;
    }

    /// <summary>Starts fetching them, and forgets them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fetch()
    {
        if (Sse.IsSupported)
        {
            var (line, end) = (0, _count);
            for (; line < end; line++) Sse.Prefetch0((void*)_lines.First[line]);
        }

        _count = 0;
    }
}
