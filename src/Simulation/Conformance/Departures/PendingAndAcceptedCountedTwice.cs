using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>A response that fits the limit only when its own offer no longer counts.</summary>
internal sealed class PendingAndAcceptedCountedTwice() : MailboxDeparture(
    new DepartureText(
        "pending-and-accepted-counted-twice",
        "Add Dynamic Capacity Response fails with Resources Exhausted while its own offer still counts",
        "what is accepted takes the place of its offer", "CXL 3.x, Add Dynamic Capacity Response"),
    (int)Opcode.AddDynamicCapacityResponse)
{
    private const int ResourcesExhausted = 29;

    /// <summary>The recorded device accepted nothing, and so nor does ours: a copy does.</summary>
    public override bool StandsApart(ReplayedStep step, ReplayScene scene) =>
        step.Opcode == (int)Opcode.AddDynamicCapacityResponse && step.Recorded == ResourcesExhausted;

    /// <summary>The copy lists what the response accepts.</summary>
    public override string? FindFault(ReplayedStep step, ReplayScene copy)
    {
        var accepted = copy.LogicalDevice.Extents.Accepted.Select(extent => extent.Start.Value).ToHashSet();
        return ExtentResponse.Starts(step).All(accepted.Contains) ? null : "not every extent of the response was accepted";
    }

    /// <summary>Beside the offer that it answers there is room for all of it, or the recorded code stands.</summary>
    protected override Answer Expect(ReplayedStep step, Answer recorded, ReplayScene scene)
    {
        if (recorded.Code != ResourcesExhausted) return recorded;
        var extents = scene.LogicalDevice.Extents;
        var tracked = extents.TrackedCount - extents.OldestOfferCount + ExtentResponse.CountOf(step);
        return tracked <= scene.Device.Profile.ExtentLimit ? Answer.Of(Success) : recorded;
    }
}
