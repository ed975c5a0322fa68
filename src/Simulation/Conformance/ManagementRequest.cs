using System.Globalization;
using System.Text.Json;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance;

/// <summary>A dynamic capacity request in the words of QEMU's management protocol, whose own checks come before the device's.</summary>
internal static class ManagementRequest
{
    private static readonly string[] SelectionPolicies = ["free", "contiguous", "prescriptive", "enable-shared-access"];
    private static readonly string[] RemovalPolicies = ["tag-based", "prescriptive"];

    /// <summary>Carries a request to its device. Null when it succeeded, otherwise the error text.</summary>
    public static string? Carry(JsonElement arguments, bool isRelease, VectorTopology topology, SimTime now)
    {
        var policyKey = isRelease ? "removal-policy" : "selection-policy";
        var policy = arguments.Text(policyKey);
        if (!(isRelease ? RemovalPolicies : SelectionPolicies).Contains(policy))
            return $"Parameter '{policyKey}' does not accept value '{policy}'";

        // The policy is looked at before the device is looked for.
        var isForced = arguments.Flag("forced-removal");
        var device = topology.FindDevice(arguments.Text("path"));
        if (device is null && policy == "prescriptive" && !isForced) return "Unable to resolve CXL type 3 device";
        device ??= topology.Devices[0];

        var hostId = checked((int)arguments.NumberOr("host-id", 0));
        var region = arguments.Int("region");
        var extents = arguments.Items("extents").Select(extent => (extent.Number("offset"), extent.Number("len"))).ToList();
        return isRelease
            ? device.Management.RequestRelease(hostId, policy, isForced, region, extents, Tag(arguments), now)
            : device.Management.RequestAdd(hostId, policy, region, extents, Tag(arguments), now);
    }

    private static UInt128 Tag(JsonElement arguments) => arguments.Has("tag")
        ? UInt128.Parse(arguments.Text("tag").Replace("-", "", StringComparison.Ordinal), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
        : 0;
}
