using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Management;

/// <summary>
/// Holds each logical device to its share of the device's bandwidth (CXL 3.x, "Set QoS BW Limit"): a token bucket of virtual time. A line costs
/// what it takes at the limited rate; what was not used is kept for a burst and no longer. Whole arithmetic, so that a run is the same
/// everywhere.
/// </summary>
/// <param name="logicalDevices">How many there are.</param>
/// <param name="burstLines">How many lines one that was idle may send at full bandwidth.</param>
public sealed class BandwidthLimiter(int logicalDevices, int burstLines = 16)
{
    /// <summary>A limit of so many 256ths is none.</summary>
    public const int Whole = 256;

    // At the limited rate, the time that the lines served so far have paid for.
    private readonly long[] _paidUntil = new long[logicalDevices];

    // In 256ths of the bandwidth; zero without a limit.
    private readonly int[] _fraction = new int[logicalDevices];

    /// <summary>Some logical device has a limit: whoever asks this first pays nothing where none has.</summary>
    public bool IsActive { get; private set; }

    /// <summary>
    /// Sets a limit in 256ths of the bandwidth: 1 to 255, where 255 and above are no limit, as is what a device has before anybody sets one; 0 is taken
    /// for the smallest, so that what is under way still ends.
    /// </summary>
    public void Limit(int ldId, int fraction, SimTime now)
    {
        _fraction[ldId] = fraction < Whole - 1 ? Math.Max(fraction, 1) : 0;
        _paidUntil[ldId] = now.Picoseconds;
        IsActive = Array.Exists(_fraction, limit => limit != 0);
    }

    /// <summary>When a line may be served, in picoseconds: when it comes, or when its logical device has paid for those before it.</summary>
    /// <param name="ldId">The logical device.</param>
    /// <param name="now">When the line comes.</param>
    /// <param name="lineTime">For how long it occupies the device at full bandwidth, in picoseconds.</param>
    public long Admit(int ldId, long now, long lineTime)
    {
        var fraction = _fraction[ldId];
        if (fraction == 0) return now;
        ref var paid = ref _paidUntil[ldId];
        var cost = lineTime * Whole / fraction;

        // An idle device saves up for one burst.
        paid = Math.Max(paid, now - cost * (burstLines - 1)) + cost;
        return Math.Max(now, paid - cost);
    }
}
