using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>A response that is one of several to one offer.</summary>
internal sealed class ResponseMoreFlagIgnored() : Departure(
    new DepartureText(
        "response-more-flag-ignored", "Add Dynamic Capacity Response ends its offer also with the More flag",
        "the rest of the offer waits for the next",
        "CXL 3.x, Add Dynamic Capacity Response"))
{
    private static bool IsPart(ReplayedStep step) =>
        step is { Opcode: (int)Opcode.AddDynamicCapacityResponse, Recorded: 0 }
        && ExtentResponse.CountOf(step) > 0 && ExtentResponse.MoreFollow(step);

    public override bool StandsApart(ReplayedStep step, ReplayScene scene) => IsPart(step);

    /// <summary>The offer is still there on the copy.</summary>
    public override string? FindFault(ReplayedStep step, ReplayScene copy) =>
        copy.LogicalDevice.Extents.OldestOfferCount > 0 ? null : "the offer has ended although more of its responses follow";

    /// <summary>Says the same as the last response to its offer, which it was for the recorded device.</summary>
    public override void Follow(ReplayedStep step, ReplayScene scene)
    {
        if (!IsPart(step)) return;
        var last = (byte[])step.Input.Clone();
        last[4] = 0;
        scene.Execute(step.Opcode, last);
    }
}
