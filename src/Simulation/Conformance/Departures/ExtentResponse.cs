using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>The payload of 4802h and 4803h: how many extents, flags, and the extents.</summary>
internal static class ExtentResponse
{
    private const int HeaderBytes = 8;
    private const int ExtentBytes = 24;
    private const byte More = 1;

    public static uint CountOf(ReplayedStep step) => BitConverter.ToUInt32(step.Input);

    public static bool MoreFollow(ReplayedStep step) => (step.Input[4] & More) != 0;

    public static IEnumerable<ulong> Starts(ReplayedStep step) =>
        Enumerable.Range(0, (int)CountOf(step)).Select(index => BitConverter.ToUInt64(step.Input, HeaderBytes + index * ExtentBytes));

    /// <summary>A response that the recorded device carried out and that names extents.</summary>
    public static bool ChangedList(ReplayedStep step) =>
        step is { Opcode: (int)Opcode.AddDynamicCapacityResponse or (int)Opcode.ReleaseDynamicCapacity, Recorded: 0 } && CountOf(step) > 0;
}
