namespace CxlFabricSim.Components.Registers;

/// <summary>Ids of the CXL.cache and CXL.mem capabilities (CXL 3.x, "CXL.cache and CXL.mem Capability Header").</summary>
public enum ComponentCapabilityId
{
    /// <summary>Software passes over it.</summary>
    Null = 0,
    Ras = 2,
    Link = 4,
    HdmDecoder = 5,
    ExtendedSecurity = 6,
    SnoopFilter = 8,
    BackInvalidateDecoder = 12,
}
