using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>A response that is one of several to one offer.</summary>
internal sealed class ResponseMoreFlagIgnored() : Departure(
    new DepartureText(
        "response-more-flag-ignored", "Add Dynamic Capacity Response ends its offer also with the More flag",
        "the rest of the offer waits for the next",
        "CXL 3.x, Add Dynamic Capacity Response"))
{
    private int _rest;

    private static bool IsPart(ReplayedStep step) =>
        step is { Opcode: (int)Opcode.AddDynamicCapacityResponse, Recorded: 0 }
        && ExtentResponse.CountOf(step) > 0 && ExtentResponse.MoreFollow(step);

    public override bool StandsApart(ReplayedStep step, ReplayScene scene) => IsPart(step);

    public override void Prepare(ReplayedStep step, ReplayScene scene)
    {
        if (IsPart(step)) _rest = Waiting(scene) - (int)ExtentResponse.CountOf(step);
    }

    /// <summary>The offer waits on the copy, with what the response left of it; parts of extents leave pieces, so there may be more.</summary>
    public override string? FindFault(ReplayedStep step, ReplayScene copy)
    {
        if (!copy.LogicalDevice.Extents.Offers.Any()) return "the offer has ended although more of its responses follow";
        return Waiting(copy) >= _rest ? null : $"{Waiting(copy)} extents wait, not {_rest}";
    }

    private static int Waiting(ReplayScene scene) => scene.LogicalDevice.Extents.PendingCount;

    /// <summary>Says the same as the last response to its offer, which it was for the recorded device.</summary>
    public override void Follow(ReplayedStep step, ReplayScene scene)
    {
        if (!IsPart(step)) return;
        var last = (byte[])step.Input.Clone();
        last[4] = 0;
        scene.Execute(step.Opcode, last);
    }
}
