namespace CxlFabricSim.Hosts.Workloads;

/// <summary>How a stream chooses its next address.</summary>
public enum AddressPatternKind
{
    /// <summary>One slot after the other, and again from the first.</summary>
    Sequential,

    /// <summary>A fixed step; each pass over the space starts one slot later, so that in the end all slots are visited.</summary>
    Strided,

    /// <summary>Every slot as likely as any other.</summary>
    Uniform,

    /// <summary>Few hot slots, scattered over the space: the k-th hottest has a share proportional to k^-skew.</summary>
    Zipf,

    /// <summary>
    /// Each address follows from the one before, through all slots in a scattered order: to be used with one access in flight.
    /// </summary>
    Chase,
}
