using System.Globalization;
using CxlFabricSim.Simulation.Scenarios.Validation;

namespace CxlFabricSim.Simulation.Scenarios.Topology;

/// <summary>
/// Heads of devices: a device with several has a link at each, which ends at "dcd0.head1", for example, and its logical devices belong to
/// them in turn: number n to head n modulo their number. A link to a device with one head ends at the device's name alone.
/// </summary>
public static class DeviceHeads
{
    /// <summary>Logical devices that a head shows.</summary>
    public static int LogicalDevicesOfHead(DeviceOptions device) => device.LogicalDevices / Math.Max(device.Heads, 1);

    /// <summary>The ends of links that a device has, in order of its heads.</summary>
    public static IEnumerable<LinkEnd> EndsOf(string name, DeviceOptions device) =>
        device.Heads <= 1 ? [new LinkEnd(name, "")] : NamesOf(device).Select(head => new LinkEnd(name, head));

    // No more than a device may have: this also reads scenarios that are being refused for their number.
    public static IEnumerable<string> NamesOf(DeviceOptions device) =>
        Enumerable.Range(0, Math.Clamp(device.Heads, 0, Limits.LogicalDevices)).Select(head => string.Create(CultureInfo.InvariantCulture, $"head{head}"));

    /// <summary>Whether a link that ends here ends at a device.</summary>
    public static bool IsAtDevice(Scenario scenario, LinkEnd end) =>
        scenario.Devices.TryGetValue(end.Owner, out var device) && (end.Port.Length == 0 || (device.Heads > 1 && !scenario.Switches.ContainsKey(end.Owner)));

    /// <summary>The number in its device of a logical device of the head at a link's end; the same where the end is no head.</summary>
    public static int NumberInDevice(Scenario scenario, LinkEnd end, int ldId)
    {
        if (end.Port.Length == 0 || !IsAtDevice(scenario, end)) return ldId;
        var device = scenario.Devices[end.Owner];
        return ldId * device.Heads + Math.Max(0, NamesOf(device).ToList().IndexOf(end.Port));
    }
}
