namespace CxlFabricSim.Hosts.Caching;

/// <summary>What a host's cache did, in lines.</summary>
public sealed class CacheCounters
{
    /// <summary>Accesses answered without leaving the host.</summary>
    public long Hits { get; internal set; }

    /// <summary>Reads that waited for a line that was on its way already.</summary>
    public long Merged { get; internal set; }

    /// <summary>Reads that fetched their line, and writes of lines that were not held.</summary>
    public long Misses { get; internal set; }

    /// <summary>Lines fetched before anyone asked for them.</summary>
    public long Prefetches { get; internal set; }

    /// <summary>Of these, the ones that somebody then asked for.</summary>
    public long PrefetchesUsed { get; internal set; }

    public long WriteBacks { get; internal set; }

    /// <summary>Lines whose content was lost because they could not be written back.</summary>
    public long WriteBackErrors { get; internal set; }
}
