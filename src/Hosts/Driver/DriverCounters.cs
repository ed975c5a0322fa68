namespace CxlFabricSim.Hosts.Driver;

/// <summary>What a DCD driver has done, over all its devices.</summary>
public sealed class DriverCounters
{
    public long Interrupts { get; internal set; }

    /// <summary>Records of dynamic capacity logs.</summary>
    public long EventsRead { get; internal set; }

    /// <summary>Records of the four other logs: media and module events.</summary>
    public long MediaEventsRead { get; internal set; }

    /// <summary>Extents accepted with Add Dynamic Capacity Response, or found accepted in a device's list.</summary>
    public long ExtentsAccepted { get; internal set; }

    /// <summary>Extents given back with Release Dynamic Capacity, whoever asked for it.</summary>
    public long ExtentsReleased { get; internal set; }

    /// <summary>Extents offered that no region of this host has a place for.</summary>
    public long ExtentsRefused { get; internal set; }

    /// <summary>Extents given back because their partners on other devices never came or had gone.</summary>
    public long PartsGivenBack { get; internal set; }

    /// <summary>Extents that a device took away without asking.</summary>
    public long ForcedReleases { get; internal set; }

    /// <summary>Times that a device's event log had lost records.</summary>
    public long Overflows { get; internal set; }

    /// <summary>Responses with a code other than success, or that could not be read.</summary>
    public long Errors { get; internal set; }
}
