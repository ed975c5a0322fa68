using CxlFabricSim.Devices.Memory;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Building;

/// <summary>Memory of the devices that live in this process; of the others only its size.</summary>
internal sealed class NodeBackends(Func<string, bool> isHere) : IBackendSource
{
    private readonly ScenarioBackends _here = new();

    public MemoryBackend? Open(string device, BackingOptions options, bool isPersistent)
    {
        if (options.Size.Bytes == 0) return null;
        return isHere(device) ? _here.Open(device, options, isPersistent) : MemoryBackend.Elsewhere(options.Size.Bytes);
    }
}
