using System.Globalization;
using CxlFabricSim.Devices.Timing;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Scenarios;

/// <summary>A measured curve of a device: CSV lines of bandwidth in GB/s and latency in ns, by rising bandwidth; a heading and comments may stand among them.</summary>
internal static class CurveFile
{
    // Beyond these nobody has measured, and the arithmetic has an end: a byte a millisecond, a million GB/s, a second.
    private const double LeastGigabytes = 1e-6;
    private const double MostGigabytes = 1e6;
    private const double MostNanoseconds = 1e9;

    /// <summary>The points; none, and what is wrong with the file, when something is.</summary>
    public static IReadOnlyList<BandwidthLatency> Read(string path, out string? mistake)
    {
        var points = new List<BandwidthLatency>();
        mistake = null;
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.Length == 0 || line[0] == '#' || char.IsAsciiLetter(line[0])) continue;
            if (!TryRead(line, out var point))
            {
                mistake = $"line {number} of \"{path}\" holds \"{line}\"";
                return [];
            }

            if (points.Count > 0 && point.BytesPerSecond <= points[^1].BytesPerSecond)
            {
                mistake = $"line {number} of \"{path}\" has no higher bandwidth than the one before";
                return [];
            }

            points.Add(point);
        }

        if (points.Count == 0) mistake = $"\"{path}\" holds no points";
        return points;
    }

    private static bool TryRead(string line, out BandwidthLatency point)
    {
        point = default;
        var parts = line.Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length != 2 || !TryNumber(parts[0], out var gigabytes) || !TryNumber(parts[1], out var nanoseconds)) return false;
        if (gigabytes is < LeastGigabytes or > MostGigabytes || nanoseconds is <= 0 or > MostNanoseconds) return false;
        point = new BandwidthLatency((ulong)(gigabytes * 1e9), new SimTime((long)(nanoseconds * SimTime.PicosecondsPerNanosecond)));
        return true;
    }

    private static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
