using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Timing;

/// <summary>A medium of constant latency, which a line occupies for a constant time.</summary>
public sealed class FixedMedium(SimTime lineTime) : MediumModel
{
    private long _free;

    public override bool IsInOrder => true;

    public override long LineTime => lineTime.Picoseconds;

    public override long Access(long time, ulong line, bool isWrite, out long served)
    {
        served = Math.Max(time, _free);
        _free = served + lineTime.Picoseconds;
        return served;
    }
}
