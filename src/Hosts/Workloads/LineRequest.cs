namespace CxlFabricSim.Hosts.Workloads;

/// <summary>One line to read or write, as the load-store unit hands it to the fabric.</summary>
public struct LineRequest
{
    public ulong Hpa;

    /// <summary>The unit's slot, to come back with the completion.</summary>
    public ushort Tag;

    public bool IsWrite;
}
