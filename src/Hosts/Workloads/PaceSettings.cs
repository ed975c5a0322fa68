using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Workloads;

/// <summary>How often a stream may issue accesses: after a delay, at a rate, in bursts.</summary>
public sealed record PaceSettings
{
    /// <summary>Each slot of the stream waits so long after its access has completed before it issues another (mlc's injection delay).</summary>
    public SimTime Delay { get; init; }

    /// <summary>Accesses or bytes in a second, whatever has completed by then (an open loop); zero for no rate.</summary>
    public ulong UnitsPerSecond { get; init; }

    /// <summary>What an access counts for at that rate: 1, or its bytes.</summary>
    public ulong UnitsPerAccess { get; init; } = 1;

    /// <summary>At a rate: accesses are due as a Poisson process, not evenly. Beside bursts, within them.</summary>
    public bool IsPoisson { get; init; }

    /// <summary>Accesses to a burst; zero for no bursts.</summary>
    public long BurstLength { get; init; }

    /// <summary>From the last access of a burst to the first of the next.</summary>
    public SimTime BurstGap { get; init; }
}
