using System.Globalization;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Describing;

/// <summary>How descriptions of a fabric write sizes, rates and addresses.</summary>
internal static class TopologyWords
{
    public static string Range(Hpa start, ulong bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"0x{start.Value:x}-0x{start.Value + bytes - 1:x}");

    public static string Rate(Bandwidth bandwidth) => string.Create(CultureInfo.InvariantCulture, $"{bandwidth.BytesPerSecond / 1e9:0.###} GB/s");

    public static string Link(string name, LinkTypeOptions type) => $"{name}: {Rate(new Bandwidth(type.Rate))}, {type.Latency.Total}";

    /// <summary>What one logical device shows.</summary>
    public static string Capacity(DeviceOptions device)
    {
        var parts = new List<string>();
        if (device.Volatile.Size.Bytes > 0) parts.Add($"volatile {Share(device.Volatile, device)}");
        if (device.Persistent.Size.Bytes > 0) parts.Add($"persistent {Share(device.Persistent, device)}");
        if (device.Dynamic.Size.Bytes > 0) parts.Add(Dynamic(device.Dynamic));
        return parts.Count == 0 ? "no memory" : string.Join(", ", parts);
    }

    private static ByteSize Share(BackingOptions backing, DeviceOptions device) => new(backing.Size.Bytes / (ulong)device.LogicalDevices);

    // All logical devices show the same regions, whole.
    private static string Dynamic(DynamicOptions dynamic) => dynamic.Regions == 1
        ? $"dc0 {dynamic.Size}"
        : string.Create(CultureInfo.InvariantCulture, $"dc0-dc{dynamic.Regions - 1} {new ByteSize(dynamic.Size.Bytes / (ulong)dynamic.Regions)} each");
}
