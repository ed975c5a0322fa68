using CxlFabricSim.Devices;
using CxlFabricSim.Devices.Memory;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Scenarios.Loading;

namespace CxlFabricSim.Simulation.Building;

/// <summary>Makes devices with the memory behind them.</summary>
internal static class DeviceFactory
{
    /// <summary>Makes a device, or tells of every part of its memory that cannot be had.</summary>
    /// <param name="name">Its key in the scenario.</param>
    /// <param name="options">What it is.</param>
    /// <param name="backends">Where its memory comes from.</param>
    /// <param name="locate">Where a key path was written.</param>
    public static Type3Device Create(string name, DeviceOptions options, IBackendSource backends, Func<string, SourcePosition> locate)
    {
        var opened = new List<MemoryBackend>();
        var problems = new List<ScenarioError>();
        try
        {
            var profile = options.Profile == DeviceProfile.Qemu11.Name ? DeviceProfile.Qemu11 : DeviceProfile.Cxl;
            var device = new Type3Options
            {
                Name = name,
                Profile = profile,
                LogicalDevices = options.LogicalDevices,
                Heads = options.Heads,
                Volatile = Open("volatile", options.Volatile, false),
                Persistent = Open("persistent", options.Persistent, true),
                Dynamic = Open("dynamic", options.Dynamic, false),
                DynamicRegions = options.Dynamic.Regions,
                LabelStorageBytes = options.Persistent.Size.Bytes > 0 ? (uint)options.LabelStorage.Bytes : 0,
                Serial = options.Serial == 0 && !profile.Registers.SerialNumberOptional ? StableHash.OfText(name) : options.Serial,
                Performance = profile == DeviceProfile.Qemu11 ? null : TimingFactory.PerformanceOf(options),
                ShareableRegions = options.Dynamic.Shareable.Aggregate(0u, (regions, region) => regions | 1u << region),
            };
            return problems.Count == 0 ? new Type3Device(device) : throw new ScenarioException(problems);
        }
        catch
        {
            foreach (var backend in opened) backend.Dispose();
            throw;
        }

        MemoryBackend? Open(string part, BackingOptions backing, bool isPersistent)
        {
            try
            {
                var backend = backends.Open(name, backing, isPersistent);
                if (backend != null) opened.Add(backend);
                return backend;
            }
            catch (BackingException problem)
            {
                var key = KeyPath.Of("devices", name, part, backing.Path.Length > 0 ? "path" : "size");
                problems.Add(new ScenarioError(locate(key), key, problem.Message, problem.WouldDo));
                return null;
            }
        }
    }
}
