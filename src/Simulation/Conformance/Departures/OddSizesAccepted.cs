using System.Text.Json;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Static capacity that is no multiple of 256 MiB.</summary>
internal sealed class OddSizesAccepted() : Departure(
    new DepartureText(
        "odd-sizes-accepted", "a device starts with them and Identify Memory Device then fails",
        "they are refused at the start, with the sizes that would do",
        "CXL 3.x, Identify Memory Device: capacities count 256 MiB"))
{
    /// <summary>Whether a vector's device has such a size.</summary>
    public static bool IsIn(JsonElement vector) => Devices(vector.Need("device")).Any(IsOdd);

    /// <summary>The refusal names the device, and a size that would do.</summary>
    public static bool IsRefusal(JsonElement vector, string message)
    {
        var odd = Devices(vector.Need("device")).First(IsOdd);
        return message.StartsWith(odd.Text("name"), StringComparison.Ordinal)
            && message.Contains($"{Sizes.CapacityMultiple} would do", StringComparison.Ordinal);
    }

    private static bool IsOdd(JsonElement device) =>
        device.NumberOr("volatile", 0) % Sizes.CapacityMultiple != 0 || device.NumberOr("persistent", 0) % Sizes.CapacityMultiple != 0;

    private static IEnumerable<JsonElement> Devices(JsonElement part)
    {
        if (part.Has("type3")) yield return part.GetProperty("type3");
        var children = part.Items("host_bridges").Concat(part.Items("ports"));
        if (part.Has("child")) children = children.Append(part.GetProperty("child"));
        if (part.Has("switch")) children = children.Append(part.GetProperty("switch"));
        foreach (var device in children.SelectMany(Devices)) yield return device;
    }
}
