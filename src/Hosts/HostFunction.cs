namespace CxlFabricSim.Hosts;

/// <summary>A device function that a host drives.</summary>
/// <param name="Port">The root port it is behind.</param>
/// <param name="Device">The device's 12-bit id.</param>
/// <param name="LdId">The logical device; a switch on the way sets it from the vPPB's binding.</param>
public readonly record struct HostFunction(int Port, ushort Device, byte LdId)
{
    /// <summary>Not bound to the host when the run begins.</summary>
    public bool IsAbsentAtFirst { get; init; }

    /// <summary>What the host writes to the function's HDM decoders when it comes: dword offsets and values, u32 each.</summary>
    public Func<byte[]>? DecoderProgram { get; init; }

    /// <summary>Regions of the load-store unit that show its static memory.</summary>
    public IReadOnlyList<int>? StaticRegions { get; init; }
}
