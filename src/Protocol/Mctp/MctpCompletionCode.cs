namespace CxlFabricSim.Protocol.Mctp;

/// <summary>Completion codes of MCTP control messages (DSP0236, "MCTP control message completion codes").</summary>
public enum MctpCompletionCode : byte
{
    Success = 0x00,
    Error = 0x01,
    InvalidData = 0x02,
    InvalidLength = 0x03,
    NotReady = 0x04,
    UnsupportedCommand = 0x05,

    /// <summary>Of Get MCTP Version Support: the message type is not supported.</summary>
    UnsupportedType = 0x80,
}
