using CxlFabricSim.Simulation.Results;

namespace CxlFabricSim.Simulation.Validation;

/// <summary>A published measurement, target or derivation, and the scenario that the simulator is held against it with.</summary>
public sealed record Anchor
{
    /// <summary>As in the table of the documentation: L1, B5.</summary>
    public required string Id { get; init; }

    /// <summary>What was measured, with the preset that stands for the hardware.</summary>
    public required string What { get; init; }

    public required string Unit { get; init; }

    /// <summary>The published value; the nearest end of a published range.</summary>
    public required double Low { get; init; }

    /// <summary>The upper end of a published range; the same as <see cref="Low"/> for a value.</summary>
    public required double High { get; init; }

    /// <summary>How far off the simulator may be, as a share; zero for exactly.</summary>
    public required double Tolerance { get; init; }

    public required string Source { get; init; }

    /// <summary>Scenario files of configs/validation, layered.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>As --set gives them.</summary>
    public required IReadOnlyList<string> Overrides { get; init; }

    /// <summary>Reads the figure off the results.</summary>
    public required Func<RunResults, double> Measure { get; init; }

    /// <summary>Whether <see cref="Measure"/> looks at single requests: a trace of them all takes longer than the run.</summary>
    public bool ReadsTrace { get; init; }

    /// <summary>Whether the preset was calibrated on this very figure.</summary>
    public bool IsCalibrated { get; init; }
}
