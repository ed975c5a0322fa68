using System.Globalization;

namespace CxlFabricSim.Simulation.Scenarios;

/// <summary>A number of bytes, written with a unit: 64B, 4KiB, 256MiB, 2GiB.</summary>
public readonly record struct ByteSize(ulong Bytes)
{
    /// <summary>As a scenario would write it: the largest unit that leaves a whole number.</summary>
    public override string ToString()
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        var (number, unit) = (Bytes, 0);
        while (number != 0 && number % 1024 == 0 && unit < units.Length - 1) (number, unit) = (number / 1024, unit + 1);
        return string.Create(CultureInfo.InvariantCulture, $"{number}{units[unit]}");
    }
}

/// <summary>Bytes per second, written with a unit: 32GB/s (powers of ten) or 4GiB/s.</summary>
public readonly record struct Bandwidth(ulong BytesPerSecond);

/// <summary>A share between 0 and 1, written 70% or 0.7.</summary>
public readonly record struct Share(double Value);

/// <summary>Accesses per second, written 50M/s, or bytes per second, written 10GB/s.</summary>
public readonly record struct RequestRate(ulong PerSecond, bool IsBytes);

/// <summary>Reads to writes in a fixed order: R, W, NT (non-temporal writes), 3:1, 2:1, 1:1 or any other two numbers.</summary>
public readonly record struct TrafficMix(int Reads, int Writes, bool IsNonTemporal);
