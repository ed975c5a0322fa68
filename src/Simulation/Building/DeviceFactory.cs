using CxlFabricSim.Devices;
using CxlFabricSim.Devices.Memory;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Building;

/// <summary>Makes devices with the memory behind them.</summary>
internal static class DeviceFactory
{
    public static Type3Device Create(string name, DeviceOptions options, IBackendSource backends)
    {
        var opened = new List<MemoryBackend>();
        try
        {
            return new Type3Device(new Type3Options
            {
                Name = name,
                Profile = options.Profile == DeviceProfile.Qemu11.Name ? DeviceProfile.Qemu11 : DeviceProfile.Cxl,
                LogicalDevices = options.LogicalDevices,
                Volatile = Open(options.Volatile, false),
                Persistent = Open(options.Persistent, true),
                Dynamic = Open(options.Dynamic, false),
                DynamicRegions = options.Dynamic.Regions,
            });
        }
        catch (Exception problem)
        {
            foreach (var backend in opened) backend.Dispose();
            if (problem is BackingException) throw new ScenarioException($"devices:{name}: {problem.Message}", problem);
            throw;
        }

        MemoryBackend? Open(BackingOptions backing, bool isPersistent)
        {
            var backend = backends.Open(name, backing, isPersistent);
            if (backend != null) opened.Add(backend);
            return backend;
        }
    }
}
