using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Clear Event Records with the flag for all of them.</summary>
internal sealed class ClearAllFlagIgnored() : Departure(
    new DepartureText(
        "clear-all-flag-ignored", "Clear All Events does nothing", "the log is empty afterwards", "CXL 3.x, Clear Event Records"))
{
    private const int HeaderBytes = 0x20;

    public override bool StandsApart(ReplayedStep step, ReplayScene scene) => ClearEvents.IsClearAll(step);

    public override string? FindFault(ReplayedStep step, ReplayScene copy)
    {
        var log = step.Input[0];
        var records = copy.Execute((int)Opcode.GetEventRecords, log);
        var isEmpty = records is { IsSuccess: true, Output.Length: HeaderBytes } && records.Output.All(value => value == 0);
        if (!isEmpty) return $"log {log} is not empty after Clear All Events: {records}";
        return (copy.LogicalDevice.Events.Status >> log & 1) == 0 ? null : $"the event status still shows log {log}";
    }
}
