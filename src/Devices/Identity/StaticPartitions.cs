using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Identity;

/// <summary>
/// How the static capacity of a logical device is divided: volatile first, persistent behind it (CXL 3.x, "Set Partition Info"). Where
/// memory stands does not depend on it, only what it is called.
/// </summary>
public sealed class StaticPartitions
{
    private readonly ulong _alignment;
    private ulong? _nextVolatile;

    /// <param name="volatileBytes">What is volatile at first.</param>
    /// <param name="persistentBytes">What is persistent at first.</param>
    /// <param name="alignment">The unit in which capacity can change sides; 0: it cannot.</param>
    public StaticPartitions(ulong volatileBytes, ulong persistentBytes, ulong alignment)
    {
        VolatileBytes = volatileBytes;
        TotalBytes = volatileBytes + persistentBytes;
        HasOddSize = (volatileBytes | persistentBytes) % Sizes.CapacityMultiple != 0;
        _alignment = HasOddSize ? 0 : alignment;
    }

    public ulong VolatileBytes { get; private set; }

    public ulong PersistentBytes => TotalBytes - VolatileBytes;

    public ulong TotalBytes { get; private set; }

    /// <summary>Some part cannot be told in units of 256 MiB.</summary>
    public bool HasOddSize { get; }

    public ulong AlignmentBytes => _alignment;

    /// <summary>What the next cold reset makes of it; null when nothing is to change.</summary>
    public ulong? NextVolatileBytes => _nextVolatile;

    /// <summary>Whether so much volatile capacity is possible.</summary>
    public bool CanHave(ulong volatileBytes) => _alignment != 0 && volatileBytes <= TotalBytes && volatileBytes % _alignment == 0;

    /// <summary>To be done at the next cold reset. What is wanted already ends any earlier wish.</summary>
    public void Stage(ulong volatileBytes) => _nextVolatile = volatileBytes == VolatileBytes ? null : volatileBytes;

    /// <summary>There is more or less of it from now on; what was to be done at a cold reset is not.</summary>
    public void Resize(ulong volatileBytes, ulong persistentBytes)
    {
        VolatileBytes = volatileBytes;
        TotalBytes = volatileBytes + persistentBytes;
        _nextVolatile = null;
    }

    /// <summary>Divides anew at once and says which DPAs changed sides.</summary>
    public (ulong Start, ulong Length) Divide(ulong volatileBytes)
    {
        var start = Math.Min(VolatileBytes, volatileBytes);
        var length = Math.Max(VolatileBytes, volatileBytes) - start;
        VolatileBytes = volatileBytes;
        _nextVolatile = null;
        return (start, length);
    }
}
