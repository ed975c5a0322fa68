namespace CxlFabricSim.Hosts.Caching;

/// <summary>What becomes of a read at the cache.</summary>
internal enum CacheLookup
{
    /// <summary>Its data is there.</summary>
    Hit,

    /// <summary>It is to be sent to the fabric.</summary>
    Fetch,

    /// <summary>Its line is on the way already.</summary>
    Wait,
}
