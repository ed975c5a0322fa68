using CxlFabricSim.Devices.Memory;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Building;

/// <summary>Memory as the scenario says: anonymous, or a file.</summary>
internal sealed class ScenarioBackends : IBackendSource
{
    public MemoryBackend? Open(string device, BackingOptions options, bool isPersistent)
    {
        if (options.Size.Bytes == 0) return null;
        if (options.Path.Length == 0) return MemoryBackend.Anonymous(options.Size.Bytes, options.HugePages);
        var backend = MemoryBackend.OfFile(options.Path, options.Size.Bytes);
        // Volatile and dynamic capacity begins as zeros, whatever an earlier run left in the file: the same scenario gives the same
        // digest again. What is persistent persists.
        if (!isPersistent) backend.Release(0, backend.Size);
        return backend;
    }
}
