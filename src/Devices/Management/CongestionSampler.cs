namespace CxlFabricSim.Devices.Management;

/// <summary>
/// How much of the recent past a device held its link up: at each sample, whether a request waited in the link's buffer for room behind it. The
/// last hundred samples count (CXL 3.x, "Backpressure Sample Interval").
/// </summary>
public sealed class CongestionSampler
{
    private const int Samples = 100;

    private static readonly UInt128 Window = (UInt128.One << Samples) - UInt128.One;

    private long _interval;

    // A bit a sample, the newest first; the newest is number _newest, counted from time zero.
    private UInt128 _held;
    private long _newest;

    // The link is held up from here to there, of which no sample is taken yet.
    private long _from;
    private long _until;

    /// <summary>Takes samples so many picoseconds apart, from now on; zero for none.</summary>
    public void Sample(long interval, long now)
    {
        _interval = interval;
        _held = UInt128.Zero;
        _newest = interval == 0 ? 0 : now / interval;
        _from = _until = now;
    }

    /// <summary>A request that comes now, in picoseconds, waits in the link's buffer until then.</summary>
    public void Hold(long now, long until)
    {
        if (_interval == 0) return;
        // A sample of this very moment sees the request.
        Settle(now - 1);
        _from = now;
        _until = Math.Max(_until, until);
    }

    /// <summary>At how many of the last hundred samples the link was held up.</summary>
    public int Percent(long now)
    {
        if (_interval == 0) return 0;
        Settle(now);
        return (int)UInt128.PopCount(_held);
    }

    /// <summary>Takes the samples up to now.</summary>
    private void Settle(long now)
    {
        var newest = now / _interval;
        var passed = newest - _newest;
        if (passed <= 0) return;
        _held = passed < Samples ? _held << (int)passed & Window : UInt128.Zero;

        // Those at which it was held up: from the first at or after its beginning to the last before its end.
        var first = Math.Max(Math.Max((_from + _interval - 1) / _interval, _newest + 1), newest - Samples + 1);
        var last = Math.Min((_until - 1) / _interval, newest);
        if (first <= last) _held |= ((UInt128.One << (int)(last - first + 1)) - UInt128.One) << (int)(newest - last);
        _newest = newest;
    }
}
