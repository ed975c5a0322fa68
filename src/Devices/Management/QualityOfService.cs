using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Management;

/// <summary>
/// What a fabric manager sets of a multi-logical device's quality of service, as the device's timing carries it out: limits and
/// allocations of bandwidth, and congestion that shows in DevLoad (CXL 3.x, "QoS Telemetry for Memory").
/// </summary>
public sealed class QualityOfService(int logicalDevices)
{
    private readonly BandwidthLimiter _limiter = new(logicalDevices);
    private readonly CongestionSampler _congestion = new();
    private bool _samples;
    private int _moderate;
    private int _severe;

    /// <summary>Whose turn it is among those that wait for the device's queue.</summary>
    public BandwidthShares Shares { get; } = new(logicalDevices);

    /// <summary>There is something to carry out: whoever asks this first pays nothing where there is not.</summary>
    public bool IsActive { get; private set; }

    /// <summary>Limits a logical device; see <see cref="BandwidthLimiter.Limit"/>.</summary>
    public void Limit(int ldId, int fraction, SimTime now)
    {
        _limiter.Limit(ldId, fraction, now);
        IsActive = _samples || _limiter.IsActive;
    }

    /// <summary>Measures congestion, or does not.</summary>
    /// <param name="isEnabled">Whether it does.</param>
    /// <param name="moderate">From what percentage on the device is moderately overloaded.</param>
    /// <param name="severe">From what percentage on it is severely overloaded.</param>
    /// <param name="intervalNs">Between samples; zero for none.</param>
    /// <param name="now">From when on.</param>
    public void MeasureCongestion(bool isEnabled, int moderate, int severe, int intervalNs, SimTime now)
    {
        _samples = isEnabled && intervalNs > 0;
        (_moderate, _severe) = (moderate, severe);
        _congestion.Sample(_samples ? intervalNs * SimTime.PicosecondsPerNanosecond : 0, now.Picoseconds);
        IsActive = _samples || _limiter.IsActive;
    }

    /// <summary>In percent, at how many of the last samples the link was held up; zero where nobody measures.</summary>
    public int Congestion(SimTime now) => _congestion.Percent(now.Picoseconds);

    /// <summary>An access waits in the link's buffer, in picoseconds from now.</summary>
    public void Hold(long now, long until) => _congestion.Hold(now, until);

    /// <summary>What congestion makes of the load that the device tells.</summary>
    public DevLoad LoadAt(long now, DevLoad load)
    {
        if (!_samples) return load;
        var percent = _congestion.Percent(now);
        var congested = percent >= _severe ? DevLoad.Severe : percent >= _moderate ? DevLoad.Moderate : DevLoad.Light;
        return congested > load ? congested : load;
    }

    /// <summary>When a line may be served; see <see cref="BandwidthLimiter.Admit"/>.</summary>
    public long Admit(int ldId, long now, long lineTime) => _limiter.Admit(ldId, now, lineTime);
}
