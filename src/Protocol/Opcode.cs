namespace CxlFabricSim.Protocol;

/// <summary>CCI opcodes (CXL 3.x, "CCI Command Opcodes"): command set in the high byte, command in the low one.</summary>
public enum Opcode : ushort
{
    GetEventRecords = 0x0100,
    ClearEventRecords = 0x0101,
    GetTimestamp = 0x0300,
    SetTimestamp = 0x0301,
    IdentifyMemoryDevice = 0x4000,
    GetPartitionInfo = 0x4100,
    GetDynamicCapacityConfiguration = 0x4800,
    GetDynamicCapacityExtentList = 0x4801,
    AddDynamicCapacityResponse = 0x4802,
    ReleaseDynamicCapacity = 0x4803,
    GetDcRegionExtentLists = 0x5603,
    InitiateDynamicCapacityAdd = 0x5604,
    InitiateDynamicCapacityRelease = 0x5605,
}
