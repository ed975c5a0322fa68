namespace CxlFabricSim.Components.Ras;

/// <summary>Correctable errors of CXL.cache and CXL.mem, by their bit in the status and mask registers (CXL 3.x, "Correctable Error Status Register").</summary>
public enum CorrectableError
{
    CacheDataEcc = 0,
    MemoryDataEcc = 1,
    CrcThreshold = 2,
    RetryThreshold = 3,
    CachePoisonReceived = 4,
    MemoryPoisonReceived = 5,
    PhysicalLayer = 6,
}
