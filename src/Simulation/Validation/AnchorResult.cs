namespace CxlFabricSim.Simulation.Validation;

/// <summary>An anchor and what the simulator says.</summary>
public sealed record AnchorResult(Anchor Anchor, double Simulated)
{
    /// <summary>Off the published value, or the nearest end of its range, as a share of it.</summary>
    public double Error => Simulated < Anchor.Low ? Simulated / Anchor.Low - 1 : Simulated > Anchor.High ? Simulated / Anchor.High - 1 : 0;

    // A picosecond in a microsecond is rounding.
    public bool IsMet => Math.Abs(Error) <= Math.Max(Anchor.Tolerance, 1e-6);
}
