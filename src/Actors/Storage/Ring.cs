using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace CxlFabricSim.Actors.Storage;

/// <summary>
/// A queue in a ring that grows to what is in it at once and no further: large fabrics are fast as long as their rings stay in the
/// processor's caches. Positions count on for ever and wrap.
/// </summary>
internal unsafe struct Ring<T>
    where T : unmanaged
{
    private const int FirstBytes = 128;

    // Two lines of the processor's cache.
    private const int BytesAhead = 128;

    private PinnedArray<T> _entries;

    // One less than the entries there is room for.
    private uint _mask;

    public Ring() => _mask = uint.MaxValue;

    public readonly bool IsEmpty
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Head == Tail;
    }

    public readonly int Count => (int)(Tail - Head);

    /// <summary>The position of the first entry.</summary>
    public uint Head { readonly get; private set; }

    /// <summary>The position behind the last entry.</summary>
    public uint Tail { readonly get; private set; }

    /// <summary>The entry at a position from <see cref="Head"/> on and before <see cref="Tail"/>.</summary>
    public readonly ref T this[uint position]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _entries.First[position & _mask];
    }

    /// <summary>Whether the entry that was taken last can still be read, just before <see cref="Head"/>.</summary>
    public readonly bool HasLastTaken => Head != 0 && Count != _mask + 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in T entry)
    {
        var tail = Tail;
        if (tail - Head == _mask + 1) Grow();
        Tail = tail + 1;
        this[tail] = entry;
    }

    /// <summary>Takes the first entry, of which there must be one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RemoveFirst() => Head++;

    /// <summary>Starts loading the first entry.</summary>
    public readonly void PrefetchHead() => Prefetch(Head);

    /// <summary>Starts loading the entries behind the first few.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void PrefetchBehindHead() => Prefetch(Head + (uint)(BytesAhead / sizeof(T)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Prefetch(uint position)
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref this[position]));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow()
    {
        var grown = new PinnedArray<T>(Math.Max(FirstBytes / sizeof(T), _entries.Length * 2));
        for (var position = Head; position != Tail; position++) grown.First[position & ((uint)grown.Length - 1)] = this[position];
        _entries = grown;
        _mask = (uint)grown.Length - 1;
    }
}
