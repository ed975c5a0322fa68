using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Sampling;

/// <summary>One thing to follow over time.</summary>
/// <param name="Name">Dotted, as metrics are named.</param>
/// <param name="Kind">What becomes of the numbers read.</param>
/// <param name="Read">The number just before a time: a sum since the beginning, or a level.</param>
internal sealed record Probe(string Name, ProbeKind Kind, Func<SimTime, long> Read);

/// <summary>What a probe reads, and what is shown of an interval.</summary>
internal enum ProbeKind
{
    /// <summary>Things counted since the beginning; how many came in the interval.</summary>
    Count,

    /// <summary>Bytes since the beginning; how many came in the interval.</summary>
    Bytes,

    /// <summary>Bytes since the beginning; bytes per second.</summary>
    Rate,

    /// <summary>Picoseconds since the beginning; their share of the interval.</summary>
    Busy,

    /// <summary>How many there are; the mean of what was seen at the samples.</summary>
    Level,
}
