using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>What the departures of the poison commands have in common.</summary>
internal static class PoisonedLines
{
    /// <summary>The range of Get Poison List, a start and a number of lines, ends beyond the device.</summary>
    public static bool IsBeyond(ReplayedStep step, ReplayScene scene)
    {
        var start = BitConverter.ToUInt64(step.Input);
        var lines = BitConverter.ToUInt64(step.Input, sizeof(ulong));
        return start >= scene.CapacityBytes || lines > (scene.CapacityBytes - start) / Sizes.Line;
    }

    /// <summary>A line that the device has: aligned, and within its capacity.</summary>
    public static bool IsLine(ulong address, ReplayScene scene) => address % Sizes.Line == 0 && address < scene.CapacityBytes;
}
