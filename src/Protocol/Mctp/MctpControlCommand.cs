namespace CxlFabricSim.Protocol.Mctp;

/// <summary>Command codes of MCTP control messages (DSP0236, "MCTP control message command codes").</summary>
public enum MctpControlCommand : byte
{
    SetEndpointId = 0x01,
    GetEndpointId = 0x02,
    GetEndpointUuid = 0x03,
    GetVersionSupport = 0x04,
    GetMessageTypeSupport = 0x05,
}
