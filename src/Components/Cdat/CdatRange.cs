using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Cdat;

/// <summary>A range of a device's DPA with one set of properties: a static partition or a dynamic capacity region.</summary>
public sealed record CdatRange
{
    private const DsmasProperties Defined =
        DsmasProperties.NonVolatile | DsmasProperties.Shareable | DsmasProperties.HardwareManagedCoherency
        | DsmasProperties.DynamicCapacity;

    /// <exception cref="ArgumentException">The flags contradict each other or nothing here models what they say.</exception>
    public CdatRange(byte handle, Dpa start, ulong length, DsmasProperties flags)
    {
        var problem = (flags & ~Defined) != 0 ? "has bits that are not defined"
            : flags.HasFlag(DsmasProperties.DynamicCapacity | DsmasProperties.NonVolatile)
                ? "persistent dynamic capacity is not modelled; leave one of the two out"
            : flags.HasFlag(DsmasProperties.HardwareManagedCoherency) && !flags.HasFlag(DsmasProperties.Shareable)
                ? "hardware keeps coherent only what is shareable; add Shareable"
            : null;
        if (problem is not null) throw new ArgumentException($"the range {handle} at {start} with flags {flags}: {problem}", nameof(flags));
        Handle = handle;
        Start = start;
        Length = length;
        Flags = flags;
    }

    /// <summary>The DSMAD handle, which Get Dynamic Capacity Configuration reports too.</summary>
    public byte Handle { get; }

    public Dpa Start { get; }

    public ulong Length { get; }

    public DsmasProperties Flags { get; }
}
