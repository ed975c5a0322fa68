using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CxlFabricSim.Actors.Storage;

/// <summary>
/// Elements that stay where they are and begin at a line of the processor's cache, for the hottest state: reached by address, without a
/// check of bounds, so whoever owns them checks what comes from elsewhere.
/// </summary>
public readonly unsafe struct PinnedArray<T>
    where T : unmanaged
{
    private const int LineBytes = 64;

    // What the addresses point into: it lives as long as this does.
    private readonly byte[] _memory;

    public PinnedArray(int length)
    {
        _memory = GC.AllocateArray<byte>(checked(length * sizeof(T) + LineBytes), pinned: true);
        var address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));
        First = (T*)((address + (LineBytes - 1)) & ~(nuint)(LineBytes - 1));
        Length = length;
    }

    /// <summary>Where the elements begin.</summary>
    public T* First { get; }

    public int Length { get; }

    public Span<T> AsSpan() => new(First, Length);
}
