using CxlFabricSim.Devices;
using CxlFabricSim.Devices.Memory;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Building;

/// <summary>Makes devices with the memory behind them.</summary>
internal static class DeviceFactory
{
    public static Type3Device Create(string name, DeviceOptions options)
    {
        var backends = new List<MemoryBackend>();
        try
        {
            return new Type3Device(new Type3Options
            {
                Name = name,
                Profile = options.Profile == DeviceProfile.Qemu11.Name ? DeviceProfile.Qemu11 : DeviceProfile.Cxl,
                LogicalDevices = options.LogicalDevices,
                Volatile = Open(options.Volatile, false, backends),
                Persistent = Open(options.Persistent, true, backends),
                Dynamic = Open(options.Dynamic, false, backends),
                DynamicRegions = options.Dynamic.Regions,
            });
        }
        catch (BackingException problem)
        {
            foreach (var backend in backends) backend.Dispose();
            throw new ScenarioException($"devices:{name}: {problem.Message}", problem);
        }
    }

    private static MemoryBackend? Open(BackingOptions options, bool isPersistent, List<MemoryBackend> opened)
    {
        if (options.Size.Bytes == 0) return null;
        var backend = options.Path.Length == 0
            ? MemoryBackend.Anonymous(options.Size.Bytes, options.HugePages)
            : MemoryBackend.OfFile(options.Path, options.Size.Bytes);
        opened.Add(backend);
        // Volatile and dynamic capacity begins as zeros, whatever an earlier run left in the file: the same scenario gives the same
        // digest again. What is persistent persists.
        if (!isPersistent && options.Path.Length > 0) backend.Release(0, backend.Size);
        return backend;
    }
}
