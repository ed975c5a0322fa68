using CxlFabricSim.Protocol.Mctp;

namespace CxlFabricSim.Fabric.Management.Mctp;

/// <summary>
/// Answers MCTP control messages (DSP0236, "MCTP control messages"). After the type byte: request bit 7, datagram bit 6 and instance
/// 4:0 in one byte, the command, and in answers a completion code.
/// </summary>
internal static class MctpControl
{
    private const int HeaderBytes = 2;
    private const byte RequestFlag = 0x80;
    private const byte DatagramFlag = 0x40;
    private const byte InstanceMask = 0x1F;

    // Asks for the version of the base specification, as message type 0 does.
    private const byte BaseSpecification = 0xFF;

    // DSP0236 1.3.1, and the version that the public emulator tells for its CXL messages: {major, minor, update, alpha}, digits after F.
    private static readonly byte[] BaseVersion = [0xF1, 0xF3, 0xF1, 0x00];
    private static readonly byte[] CxlVersion = [0xF2, 0xF1, 0xFF, 0x00];

    /// <summary>The answer, its type byte first; null where there is none.</summary>
    /// <param name="message">What follows the type byte, padding included: a control message says nowhere how long it is.</param>
    /// <param name="identity">The listener's endpoint.</param>
    public static byte[]? Answer(ReadOnlySpan<byte> message, MctpIdentity identity)
    {
        if (message.Length < HeaderBytes || (message[0] & RequestFlag) == 0 || (message[0] & DatagramFlag) != 0) return null;
        var data = message[HeaderBytes..];
        byte[] body = (MctpControlCommand)message[1] switch
        {
            MctpControlCommand.SetEndpointId => SetEndpointId(data[0], data[1], identity),
            MctpControlCommand.GetEndpointId => [(byte)MctpCompletionCode.Success, identity.EndpointId, 0, 0],
            MctpControlCommand.GetEndpointUuid => [(byte)MctpCompletionCode.Success, .. identity.Uuid()],
            MctpControlCommand.GetVersionSupport => VersionOf(data[0]),
            MctpControlCommand.GetMessageTypeSupport =>
                [(byte)MctpCompletionCode.Success, 2, (byte)MctpMessageType.FabricManager, (byte)MctpMessageType.Component],
            _ => [(byte)MctpCompletionCode.UnsupportedCommand],
        };
        return [(byte)MctpMessageType.Control, (byte)(message[0] & InstanceMask), message[1], .. body];
    }

    /// <summary>Set (0) and force (1); this endpoint has no static id to go back to (2) and no discovered flag (3).</summary>
    private static byte[] SetEndpointId(byte operation, byte endpointId, MctpIdentity identity)
    {
        const int OperationMask = 3;
        const int Force = 1;
        if ((operation & OperationMask) > Force || endpointId is 0 or MctpIdentity.Broadcast) return [(byte)MctpCompletionCode.InvalidData, 0, identity.EndpointId, 0];
        identity.EndpointId = endpointId;
        return [(byte)MctpCompletionCode.Success, 0, endpointId, 0];
    }

    private static byte[] VersionOf(byte type) => type switch
    {
        (byte)MctpMessageType.Control or BaseSpecification => [(byte)MctpCompletionCode.Success, 1, .. BaseVersion],
        (byte)MctpMessageType.FabricManager or (byte)MctpMessageType.Component => [(byte)MctpCompletionCode.Success, 1, .. CxlVersion],
        _ => [(byte)MctpCompletionCode.UnsupportedType],
    };
}
