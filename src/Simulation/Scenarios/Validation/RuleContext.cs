using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios.Binding;
using CxlFabricSim.Simulation.Scenarios.Loading;
using CxlFabricSim.Simulation.Scenarios.Topology;

namespace CxlFabricSim.Simulation.Scenarios.Validation;

/// <summary>What every rule needs: the scenario, its paths, and the checks that many keys share.</summary>
internal sealed class RuleContext(Scenario scenario, FabricPaths paths, Findings findings, bool looksAtFiles = false)
{
    public Scenario Scenario => scenario;

    public FabricPaths Paths => paths;

    public Findings Findings => findings;

    /// <summary>Whether files behind devices are looked at, and not only how they are named.</summary>
    public bool LooksAtFiles => looksAtFiles;

    public void Positive(string path, SimTime time)
    {
        if (time <= SimTime.Zero) findings.Add(path, "is zero", "a time above zero, for example 20ns");
    }

    public void Positive(string path, Bandwidth bandwidth)
    {
        if (bandwidth.BytesPerSecond == 0) findings.Add(path, "is zero", "a bandwidth above zero, for example 32GB/s");
    }

    public void InRange(string path, long number, long smallest, long largest)
    {
        if (number < smallest || number > largest) findings.Add(path, $"is {number}", $"a number from {smallest} to {largest}");
    }

    public void Granularity(string path, ByteSize granularity)
    {
        if (granularity.Bytes is < Limits.SmallestGranularity or > Limits.LargestGranularity || !ulong.IsPow2(granularity.Bytes))
            findings.Add(path, $"is {granularity}", "256B, 512B, 1KiB, 2KiB, 4KiB, 8KiB or 16KiB");
    }

    /// <summary>Reports a size that is not a multiple, with the nearest sizes that are.</summary>
    /// <param name="path">The key.</param>
    /// <param name="size">Its value.</param>
    /// <param name="multiple">What it has to be a multiple of.</param>
    /// <param name="why">Where the multiple comes from.</param>
    /// <param name="judgedBy">Other keys that the multiple comes from.</param>
    public void Multiple(string path, ByteSize size, ulong multiple, string why, params ReadOnlySpan<string> judgedBy)
    {
        if (size.Bytes % multiple == 0) return;
        var below = size.Bytes - size.Bytes % multiple;
        var above = ulong.MaxValue - below < multiple ? 0 : below + multiple;
        var nearest = string.Join(" or ", new[] { below, above }.Where(bytes => bytes > 0).Select(bytes => new ByteSize(bytes)));
        findings.Add(path, $"{size} is not a multiple of {new ByteSize(multiple)} ({why})", $"{nearest} would do", judgedBy);
    }

    /// <summary>Reports a name that is none of those known; true when it is one.</summary>
    /// <param name="path">The key that holds the name.</param>
    /// <param name="kind">What it names.</param>
    /// <param name="name">The name.</param>
    /// <param name="known">The names that there are.</param>
    /// <param name="definedAt">The key of the map or list that defines them.</param>
    /// <param name="judgedBy">Other keys that have a say.</param>
    public bool Known(string path, string kind, string name, IEnumerable<string> known, string definedAt, params ReadOnlySpan<string> judgedBy)
    {
        var names = known.ToList();
        if (names.Contains(name, StringComparer.Ordinal)) return true;
        if (findings.IsListUnread(definedAt)) return false;
        findings.Add(
            path, $"there is no {kind} \"{name}\"", NearestName.Advice(name, names, $"this scenario has no {kind} here"), judgedBy);
        return false;
    }

    /// <summary>Reports names that stand in a list twice.</summary>
    public void Distinct(string path, IReadOnlyList<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            if (!seen.Add(names[i])) findings.Add(KeyPath.Of(path, i), $"\"{names[i]}\" stands in the list twice", "name each once");
        }
    }

    /// <summary>Reports that a host has no path to a device, unless a mistake on the way is reported already.</summary>
    public void NoPath(string path, string host, string device, string wouldDo)
    {
        var upstream = scenario.Links.Where(link => LinkEnd.Parse(link.Value.From).Owner == host).ToList();
        var downstream = scenario.Links.Where(link => LinkEnd.Parse(link.Value.To).Owner == device).ToList();
        var suspects = upstream.Concat(downstream).Select(link => KeyPath.Of("links", link.Key))
            .Concat(upstream.Select(link => KeyPath.Of("switches", LinkEnd.Parse(link.Value.To).Owner)))
            .Append(KeyPath.Of("hosts", host, "bridges"))
            .Append(KeyPath.Of("devices", device));
        if (findings.IsListUnread("links") || findings.IsListUnread("switches") || suspects.Any(findings.IsWrong)) return;
        findings.Add(path, $"{host} has no path to {device}", wouldDo);
    }

    /// <summary>Bytes that one logical device shows of a part of its device's memory.</summary>
    public static ulong PartBytes(DeviceOptions device, RegionMemory memory) => memory switch
    {
        RegionMemory.Volatile => device.Volatile.Size.Bytes / (ulong)Math.Max(device.LogicalDevices, 1),
        RegionMemory.Persistent => device.Persistent.Size.Bytes / (ulong)Math.Max(device.LogicalDevices, 1),
        _ => memory - RegionMemory.Dc0 < device.Dynamic.Regions ? DynamicRegionBytes(device) : 0,
    };

    public static ulong DynamicRegionBytes(DeviceOptions device) => device.Dynamic.Size.Bytes / (ulong)Math.Max(device.Dynamic.Regions, 1);

    public static bool IsDynamic(RegionMemory memory) => memory >= RegionMemory.Dc0;
}
