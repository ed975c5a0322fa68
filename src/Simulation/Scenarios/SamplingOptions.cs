using System.ComponentModel.DataAnnotations;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios.Binding;

namespace CxlFabricSim.Simulation.Scenarios;

/// <summary>How links, streams and devices are followed over time; a single value is the interval.</summary>
[ShortForm(nameof(Interval))]
public sealed record SamplingOptions
{
    /// <summary>Virtual time from one sample to the next. A run of more than 4096 intervals merges neighbours and doubles it, as often as it takes.</summary>
    [Required]
    public SimTime Interval { get; init; }
}
