using System.Numerics;
using System.Runtime.CompilerServices;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.AddressMap;

/// <summary>
/// A CXL fixed memory window (CXL 3.x, "CXL Fixed Memory Window Structure"): an HPA range interleaved over host bridges by modulo
/// arithmetic on the address itself, not on the offset into the window.
/// </summary>
public sealed class FixedMemoryWindow
{
    private readonly int _granularityShift;
    private readonly ulong _ways;
    private readonly ulong _wayMask;
    private readonly bool _isPowerOfTwo;
    private readonly int[] _bridges;

    /// <param name="start">A multiple of 256 MiB.</param>
    /// <param name="size">A multiple of 256 MiB.</param>
    /// <param name="targets">Host bridges in interleave order, by the number that the host gives them; 1, 2, 3, 4, 6, 8, 12 or 16.</param>
    /// <param name="granularity">256 B to 16 KiB.</param>
    public FixedMemoryWindow(Hpa start, ulong size, IReadOnlyList<int> targets, int granularity = 256)
    {
        ArgumentNullException.ThrowIfNull(targets);
        if (size % Sizes.CapacityMultiple != 0)
            throw new ArgumentException($"a fixed memory window's size is a multiple of 256 MiB, not {size} bytes", nameof(size));
        if (targets.Count is not (1 or 2 or 3 or 4 or 6 or 8 or 12 or 16))
            throw new ArgumentException($"a fixed memory window has 1, 2, 3, 4, 6, 8, 12 or 16 targets, not {targets.Count}", nameof(targets));
        if (granularity is < 256 or > 16384 || !BitOperations.IsPow2(granularity))
            throw new ArgumentException($"a window's granularity is a power of two from 256 to 16384, not {granularity}", nameof(granularity));
        Start = start;
        Size = size;
        Targets = targets;
        _bridges = [.. targets];
        Granularity = granularity;
        _granularityShift = BitOperations.Log2((uint)granularity);
        _ways = (ulong)targets.Count;
        _wayMask = _ways - 1;
        _isPowerOfTwo = BitOperations.IsPow2(_ways);
    }

    public Hpa Start { get; }

    public ulong Size { get; }

    public IReadOnlyList<int> Targets { get; }

    public int Granularity { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(ulong hpa) => hpa - Start.Value < Size;

    /// <summary>The place in <see cref="Targets"/> of the host bridge that an address of the window goes to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TargetIndex(ulong hpa)
    {
        var granule = hpa >> _granularityShift;
        return (int)(_isPowerOfTwo ? granule & _wayMask : granule % _ways);
    }

    /// <summary>The number of the host bridge that an address of the window goes to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int BridgeOf(ulong hpa) => _bridges[TargetIndex(hpa)];
}
