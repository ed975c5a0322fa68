using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Forced removal of accepted capacity.</summary>
internal sealed class ForcedRemovalNotDone() : Departure(
    new DepartureText(
        "forced-removal-not-done", "a forced release is refused", "the capacity goes at once, a record of type 2 tells of it",
        "CXL 3.x, Initiate Dynamic Capacity Release"))
{
    private const int CountOffset = 0x14;
    private const int HeaderBytes = 0x20;
    private const int RecordBytes = 0x80;
    private const int TypeOffset = 0x30;
    private const byte ForcedRelease = 2;
    private const byte DynamicCapacityLog = 4;

    public override bool StandsApart(ReplayedStep step, ReplayScene scene) => IsForced(step);

    public override string Expect(ReplayedStep step, string recorded, ReplayScene scene) => IsForced(step) ? "success" : recorded;

    /// <summary>What was forced away is not listed any more, and the newest record is of its type.</summary>
    public override string? FindFault(ReplayedStep step, ReplayScene copy)
    {
        var start = copy.Device.Regions.BaseOf(step.Arguments.Int("region"));
        foreach (var extent in step.Arguments.Items("extents"))
            if (copy.LogicalDevice.Extents.Accepted.Any(held => held.Start.Value == start + extent.Number("offset")))
                return "the capacity is still accepted";
        var records = copy.Execute((int)Opcode.GetEventRecords, DynamicCapacityLog).Output;
        var newest = HeaderBytes + (records[CountOffset] - 1) * RecordBytes;
        return newest >= HeaderBytes && records[newest + TypeOffset] == ForcedRelease ? null : "no record of a forced release";
    }

    private static bool IsForced(ReplayedStep step) => step.IsRelease && step.HasError && step.Arguments.Flag("forced-removal")
        && step.Json.GetProperty("error").Text("desc") == "Forced removal not supported yet";
}
