namespace CxlFabricSim.Components.Ras;

/// <summary>
/// Uncorrectable errors of CXL.cache and CXL.mem, by their bit in the status, mask and severity registers (CXL 3.x, "Uncorrectable Error
/// Status Register").
/// </summary>
public enum UncorrectableError
{
    CacheDataParity = 0,
    CacheAddressParity = 1,
    CacheByteEnableParity = 2,
    CacheDataEcc = 3,
    MemoryDataParity = 4,
    MemoryAddressParity = 5,
    MemoryByteEnableParity = 6,
    MemoryDataEcc = 7,
    ReinitThreshold = 8,
    ReservedEncoding = 9,
    PoisonReceived = 10,
    ReceiverOverflow = 11,
    Internal = 14,
    IdeTransmit = 15,
    IdeReceive = 16,
}
