using System.Runtime.CompilerServices;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Management;

/// <summary>
/// Holds each logical device to its share of the medium (CXL 3.x, "Set QoS BW Limit"): a token bucket of virtual time. A line costs what it
/// takes at the limited rate; what was not used is kept for a burst and no longer. Whole arithmetic, so that a run is the same everywhere.
/// </summary>
/// <param name="logicalDevices">How many there are.</param>
/// <param name="lineTime">For how long a line occupies the medium at full bandwidth.</param>
/// <param name="burstLines">How many lines one that was idle may send at full bandwidth.</param>
public sealed class BandwidthLimiter(int logicalDevices, SimTime lineTime, int burstLines = 16)
{
    /// <summary>A limit of so many 256ths is none.</summary>
    public const int Whole = 256;

    // At the limited rate, the time that the lines served so far have paid for.
    private readonly long[] _paidUntil = new long[logicalDevices];

    // What a line costs; zero without a limit.
    private readonly long[] _cost = new long[logicalDevices];
    private readonly long[] _burst = new long[logicalDevices];

    /// <summary>Some logical device has a limit: whoever asks this first pays nothing where none has.</summary>
    public bool IsActive { get; private set; }

    /// <summary>
    /// Sets a limit in 256ths of the bandwidth: 1 to 255, where 255 and above are no limit, as is what a device has before anybody sets one; 0 is taken
    /// for the smallest, so that what is under way still ends.
    /// </summary>
    public void Limit(int ldId, int fraction, SimTime now)
    {
        var isLimited = fraction < Whole - 1;
        _cost[ldId] = isLimited ? (long)((Int128)lineTime.Picoseconds * Whole / Math.Max(fraction, 1)) : 0;
        _burst[ldId] = _cost[ldId] * (burstLines - 1);
        _paidUntil[ldId] = now.Picoseconds;
        IsActive = Array.Exists(_cost, cost => cost != 0);
    }

    /// <summary>When a line that could start at a time may: then, or when its logical device has paid for those before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SimTime Admit(int ldId, SimTime earliest)
    {
        var cost = _cost[ldId];
        if (cost == 0) return earliest;
        ref var paid = ref _paidUntil[ldId];

        // An idle device saves up for one burst.
        paid = Math.Max(paid, earliest.Picoseconds - _burst[ldId]) + cost;
        return new SimTime(Math.Max(earliest.Picoseconds, paid - cost));
    }
}
