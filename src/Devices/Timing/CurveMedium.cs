using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Timing;

/// <summary>
/// A medium known by measurement alone: a curve of latency over bandwidth, as a loaded-latency run gives it. The bandwidth of the last
/// interval says how late an access of this one is; the last point of the curve is as fast as it gets.
/// </summary>
public sealed class CurveMedium : MediumModel
{
    // Long against an access, short against a change of load.
    private const long Interval = SimTime.PicosecondsPerMicrosecond;

    private readonly BandwidthLatency[] _points;
    private readonly long _lineTime;
    private long _intervalEnd = Interval;
    private long _lines;
    private long _extra;
    private long _free;
    private long _last;

    /// <param name="points">By rising bandwidth; the first one's latency counts as the device's constant one.</param>
    public CurveMedium(IReadOnlyList<BandwidthLatency> points)
    {
        _points = [.. points];
        _lineTime = (long)((UInt128)Sizes.Line * SimTime.PicosecondsPerSecond / _points[^1].BytesPerSecond);
    }

    // What was late is not overtaken by what is early: the order of a queue.
    public override bool IsInOrder => true;

    public override long LineTime => _lineTime;

    public override long Access(long time, ulong line, bool isWrite, out long served)
    {
        if (time >= _intervalEnd) EndInterval(time);
        _lines++;
        served = Math.Max(time, _free);
        _free = served + _lineTime;
        return _last = Math.Max(_last, served + _extra);
    }

    private void EndInterval(long time)
    {
        var intervals = (time - _intervalEnd) / Interval + 1;
        var bandwidth = intervals > 1 ? 0 : (ulong)((UInt128)_lines * Sizes.Line * SimTime.PicosecondsPerSecond / Interval);
        _extra = LatencyAt(bandwidth) - _points[0].Latency.Picoseconds;
        _lines = 0;
        _intervalEnd += intervals * Interval;
    }

    private long LatencyAt(ulong bandwidth)
    {
        if (bandwidth <= _points[0].BytesPerSecond) return _points[0].Latency.Picoseconds;
        for (var index = 1; index < _points.Length; index++)
        {
            var (before, after) = (_points[index - 1], _points[index]);
            if (bandwidth > after.BytesPerSecond) continue;
            var share = (Int128)(bandwidth - before.BytesPerSecond);
            var rise = after.Latency.Picoseconds - before.Latency.Picoseconds;
            return before.Latency.Picoseconds + (long)(share * rise / (after.BytesPerSecond - before.BytesPerSecond));
        }

        return _points[^1].Latency.Picoseconds;
    }
}
