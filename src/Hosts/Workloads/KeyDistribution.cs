namespace CxlFabricSim.Hosts.Workloads;

/// <summary>Which records the operations of a key-value mix ask for.</summary>
public enum KeyDistribution
{
    /// <summary>Few hot records, scattered over all of them.</summary>
    Zipf,

    /// <summary>The newer a record, the hotter.</summary>
    Latest,

    /// <summary>Every record as likely as any other.</summary>
    Uniform,
}
