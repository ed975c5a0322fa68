namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Adding capacity for a host that there is not.</summary>
internal sealed class HostIdIgnored() : Departure(
    new DepartureText(
        "host-id-ignored", "a device for one host offers to it whatever host is named", "a host id beyond the device's hosts is refused",
        "CXL 3.x, Initiate Dynamic Capacity Add"))
{
    public override string Expect(ReplayedStep step, string recorded, ReplayScene scene) =>
        IsStranger(step) ? "host id is too large" : recorded;

    /// <summary>Offers the same to the host that there is.</summary>
    public override void Follow(ReplayedStep step, ReplayScene scene)
    {
        if (IsStranger(step)) ManagementRequest.Carry(step.Arguments, step.IsRelease, scene.Topology, scene.Now, isPlain: true);
    }

    private static bool IsStranger(ReplayedStep step) =>
        (step.IsAdd || step.IsRelease) && !step.HasError && step.Arguments.NumberOr("host-id", 0) > 0;
}
