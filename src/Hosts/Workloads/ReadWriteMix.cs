namespace CxlFabricSim.Hosts.Workloads;

/// <summary>So many reads, then so many writes, over and over: exact over every run of accesses as long as the two together.</summary>
/// <param name="Reads">Reads in a row.</param>
/// <param name="Writes">Writes in a row.</param>
/// <param name="IsNonTemporal">The writes go past the host's cache.</param>
public sealed record ReadWriteMix(int Reads, int Writes, bool IsNonTemporal = false)
{
    /// <summary>Whether the n-th access, from zero, writes.</summary>
    public bool IsWrite(ulong access) => access % (ulong)(Reads + Writes) >= (ulong)Reads;
}
