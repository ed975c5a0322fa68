using CxlFabricSim.Devices.Memory;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios.Loading;

namespace CxlFabricSim.Simulation.Scenarios.Validation;

/// <summary>What a device can be: sizes that divide, counts in range, a file of its own for each backing.</summary>
internal static class DeviceRules
{
    private static readonly string[] Profiles = ["cxl", "qemu-11"];

    public static void Check(RuleContext context)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, device) in context.Scenario.Devices)
        {
            var path = KeyPath.Of("devices", name);
            CheckScalars(context, path, device);
            CheckStatic(context, path, "volatile", device.Volatile, device);
            CheckStatic(context, path, "persistent", device.Persistent, device);
            CheckDynamic(context, path, device.Dynamic);
            CheckLabels(context, path, device);
            if (device.Volatile.Size.Bytes == 0 && device.Persistent.Size.Bytes == 0 && device.Dynamic.Size.Bytes == 0)
                context.Findings.Add(
                    path, "the device has no memory", "give it volatile, persistent or dynamic capacity, for example volatile: 256MiB");
            CheckFile(context, KeyPath.Join(path, "volatile"), device.Volatile, files);
            CheckFile(context, KeyPath.Join(path, "persistent"), device.Persistent, files);
            CheckFile(context, KeyPath.Join(path, "dynamic"), device.Dynamic, files);
        }
    }

    private static void CheckScalars(RuleContext context, string path, DeviceOptions device)
    {
        context.Known(KeyPath.Join(path, "profile"), "profile", device.Profile, Profiles, path);
        context.InRange(KeyPath.Join(path, "logicalDevices"), device.LogicalDevices, 1, Limits.LogicalDevices);
        context.InRange(KeyPath.Join(path, "heads"), device.Heads, 1, Limits.LogicalDevices);
        if (device.Heads > 1 && device.LogicalDevices % device.Heads != 0)
            context.Findings.Add(
                KeyPath.Join(path, "logicalDevices"), $"{device.LogicalDevices} are not so many for each of {device.Heads} heads", $"{device.Heads}, or a multiple of it",
                KeyPath.Join(path, "heads"));
        TimingRules.CheckDevice(context, path, device);
    }

    private static void CheckStatic(RuleContext context, string path, string part, BackingOptions backing, DeviceOptions device)
    {
        var count = device.LogicalDevices;
        if (count is < 1 or > Limits.LogicalDevices) return;
        var why = count == 1 ? "capacities count in 256MiB" : $"256MiB for each of {count} logical devices";
        context.Multiple(
            KeyPath.Of(path, part, "size"), backing.Size, Sizes.CapacityMultiple * (ulong)count, why, KeyPath.Join(path, "logicalDevices"));
    }

    private static void CheckDynamic(RuleContext context, string path, DynamicOptions dynamic)
    {
        var regions = KeyPath.Of(path, "dynamic", "regions");
        if (dynamic.Size.Bytes == 0)
        {
            if (dynamic.Regions > 1)
                context.Findings.Add(
                    regions, $"{dynamic.Regions} regions without capacity behind them", "give dynamic a size, or leave it out",
                    KeyPath.Of(path, "dynamic"));
            return;
        }

        context.InRange(regions, dynamic.Regions, 1, Limits.DynamicRegions);
        if (dynamic.Regions is < 1 or > Limits.DynamicRegions) return;
        for (var i = 0; i < dynamic.Shareable.Count; i++)
            context.InRange(KeyPath.Of(path, "dynamic", "shareable", i), dynamic.Shareable[i], 0, dynamic.Regions - 1);
        var why = dynamic.Regions == 1 ? "capacities count in 256MiB" : $"256MiB for each of {dynamic.Regions} regions";
        context.Multiple(KeyPath.Of(path, "dynamic", "size"), dynamic.Size, Sizes.CapacityMultiple * (ulong)dynamic.Regions, why, regions);
    }

    private static void CheckLabels(RuleContext context, string path, DeviceOptions device)
    {
        var key = KeyPath.Join(path, "labelStorage");
        if (device.LabelStorage.Bytes == 0 && device.Persistent.Size.Bytes > 0)
            context.Findings.Add(
                key, "is zero, and persistent memory needs labels", "leave it out for 128KiB, or give a size", KeyPath.Of(path, "persistent", "size"));
        if (device.LabelStorage.Bytes > Limits.LabelStorage)
            context.Findings.Add(key, $"{device.LabelStorage} for labels", $"at most {new ByteSize(Limits.LabelStorage)}");
    }

    private static void CheckFile(RuleContext context, string path, BackingOptions backing, Dictionary<string, string> files)
    {
        if (backing.HugePages && backing.Path.Length > 0)
            context.Findings.Add(
                KeyPath.Join(path, "hugePages"), "stands beside a path",
                "huge pages are for memory without a file; leave one of the two out");
        if (backing.Path.Length == 0) return;
        var key = KeyPath.Join(path, "path");
        if (backing.Size.Bytes == 0) context.Findings.Add(key, "names a file for no memory", "give a size beside it", path);
        if (!files.TryAdd(backing.Path, key))
            context.Findings.Add(key, $"\"{backing.Path}\" also backs {files[backing.Path]}", "one file for each backing");
        else if (context.LooksAtFiles && backing.Size.Bytes > 0) LookAt(context, path, backing);
    }

    private static void LookAt(RuleContext context, string path, BackingOptions backing)
    {
        try
        {
            // No file agrees with a size that cannot be.
            BackingFile.Check(backing.Path, context.Findings.IsWrong(KeyPath.Join(path, "size")) ? null : backing.Size.Bytes);
        }
        catch (BackingException problem)
        {
            context.Findings.Add(KeyPath.Join(path, "path"), problem.Message, problem.WouldDo);
        }
    }
}
