namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Ways of choosing extents that QEMU refuses.</summary>
internal sealed class PoliciesNotSupported() : Departure(
    new DepartureText(
        "policies-not-supported", "extents are added and released by prescription alone",
        "free, contiguous, enable-shared-access and tag-based too; shared access to a region that cannot be shared is Invalid Input",
        "CXL 3.x, Initiate Dynamic Capacity Add; Initiate Dynamic Capacity Release"))
{
    private const string SelectionRefused = "Selection policy not supported";
    private const string RemovalRefused = "Removal policy not supported";

    public override bool StandsApart(ReplayedStep step, ReplayScene scene) => IsRefused(step);

    public override string Expect(ReplayedStep step, string recorded, ReplayScene scene)
    {
        if (!IsRefused(step)) return recorded;
        var isShared = step.IsAdd && step.Arguments.Text("selection-policy") == "enable-shared-access";
        return isShared ? "the device answers InvalidInput" : "success";
    }

    /// <summary>An add by a policy has offered as much as was asked for.</summary>
    public override string? FindFault(ReplayedStep step, ReplayScene copy)
    {
        if (!step.IsAdd || step.Arguments.Text("selection-policy") == "enable-shared-access") return null;
        var asked = step.Arguments.Items("extents").Aggregate(0UL, (sum, extent) => sum + extent.Number("len"));
        var offered = copy.LogicalDevice.Extents.Offers.LastOrDefault()?.Aggregate(0UL, (sum, extent) => sum + extent.Length) ?? 0;
        return offered == asked ? null : $"{offered} bytes were offered, not {asked}";
    }

    private static bool IsRefused(ReplayedStep step) =>
        (step.IsAdd || step.IsRelease) && step.HasError
        && step.Json.GetProperty("error").Text("desc") is (SelectionRefused or RemovalRefused);
}
