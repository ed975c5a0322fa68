using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>What the departures of Clear Event Records have in common: the parts of its payload.</summary>
internal static class ClearEvents
{
    public const int HeaderBytes = 6;
    public const byte AllFlag = 1;

    private const int LogCount = 5;

    /// <summary>A clear of a log that there is, as long as its handles ask.</summary>
    public static bool IsWellFormed(ReplayedStep step) =>
        step.Opcode == (int)Opcode.ClearEventRecords && step.Input.Length >= HeaderBytes && step.Input[0] < LogCount
        && step.Input.Length >= HeaderBytes + CountOf(step) * sizeof(ushort);

    public static bool IsClearAll(ReplayedStep step) => IsWellFormed(step) && (step.Input[1] & AllFlag) != 0;

    public static int CountOf(ReplayedStep step) => step.Input[2];
}
