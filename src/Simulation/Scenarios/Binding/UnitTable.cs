namespace CxlFabricSim.Simulation.Scenarios.Binding;

/// <summary>The units in which one kind of quantity may be written, as multiples of its base unit.</summary>
internal sealed record UnitTable(string Kind, string Example, IReadOnlyList<KeyValuePair<string, decimal>> Units)
{
    /// <summary>In bytes.</summary>
    public static UnitTable Size { get; } = new("size", "256MiB",
    [
        new("B", 1), new("KiB", 1L << 10), new("MiB", 1L << 20), new("GiB", 1L << 30), new("TiB", 1L << 40),
        new("kB", 1_000), new("MB", 1_000_000), new("GB", 1_000_000_000),
    ]);

    /// <summary>In picoseconds.</summary>
    public static UnitTable Time { get; } = new("time", "25ns",
    [
        new("ps", 1), new("ns", 1_000), new("us", 1_000_000), new("ms", 1_000_000_000), new("s", 1_000_000_000_000),
    ]);

    /// <summary>In bytes per second.</summary>
    public static UnitTable Bandwidth { get; } = new("bandwidth", "32GB/s",
    [
        new("MB/s", 1_000_000), new("GB/s", 1_000_000_000), new("MiB/s", 1L << 20), new("GiB/s", 1L << 30), new("Gb/s", 125_000_000),
    ]);

    /// <summary>In accesses per second.</summary>
    public static UnitTable Requests { get; } = new("rate", "50M/s or 10GB/s",
    [
        new("/s", 1), new("k/s", 1_000), new("M/s", 1_000_000), new("G/s", 1_000_000_000),
    ]);

    public string Names => string.Join(", ", Units.Select(unit => unit.Key));

    /// <summary>How many base units one of these is; null when there is no such unit.</summary>
    public decimal? FactorOf(string unit)
    {
        foreach (var (name, factor) in Units)
        {
            if (name == unit) return factor;
        }

        return null;
    }
}
