namespace CxlFabricSim.Hosts.Workloads;

/// <summary>Constant latencies on a line's way, there and back, in picoseconds.</summary>
/// <param name="Host">Core, caches and root complex.</param>
/// <param name="Switches">All switches together.</param>
/// <param name="Device">The device, its medium's constant part with it.</param>
public readonly record struct Pipelines(long Host, long Switches, long Device)
{
    public long Total => Host + Switches + Device;
}
