using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Workloads.Traces;

/// <summary>One access of a trace.</summary>
public struct TraceRecord
{
    /// <summary>Longest access that a trace may hold, as of any stream.</summary>
    public const uint LongestAccess = (uint)Sizes.MiB;

    /// <summary>When it was made, in picoseconds from the trace's beginning; negative where the trace does not say.</summary>
    public long Time;

    /// <summary>The name of the host that made it.</summary>
    public string Host;

    public ulong Address;
    public uint Bytes;
    public bool IsWrite;
}
