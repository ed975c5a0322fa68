using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Results;

/// <summary>
/// The latency of one line, read or written, with nothing in its way, summed over what it passes, there and back: as Linux sums up access
/// coordinates from CDAT and links. A mean over the devices of an interleaved region.
/// </summary>
/// <param name="Host">Core, caches and root complex.</param>
/// <param name="Links">Propagation, PHY, link layer and the line's time for the messages.</param>
/// <param name="Switches">Pipelines of all switches.</param>
/// <param name="Device">Controller and medium.</param>
public sealed record PathLatency(SimTime Host, SimTime Links, SimTime Switches, SimTime Device)
{
    public SimTime Total => Host + Links + Switches + Device;
}
