using CxlFabricSim.Devices.Memory;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Building;

/// <summary>Where a device's memory comes from.</summary>
internal interface IBackendSource
{
    /// <summary>The memory of one partition; null when its size is zero.</summary>
    MemoryBackend? Open(string device, BackingOptions options, bool isPersistent);
}
