using System.Buffers.Binary;
using CxlFabricSim.Protocol;
using CxlFabricSim.Protocol.Mctp;

namespace CxlFabricSim.Fabric.Management.Mctp;

/// <summary>Puts the public emulator's private messages into commands of a switch's CCI, and their answers back.</summary>
internal static class EmulatorWording
{
    // Of the emulator's return codes only zero has a meaning to its clients.
    private const byte InvalidInput = (byte)MailboxReturnCode.InvalidInput;

    /// <summary>The command; null for an opcode that has none.</summary>
    public static CciMessage? ToCommand(EmulatorMessage message)
    {
        Opcode? opcode = message.Opcode switch
        {
            EmulatorOpcode.ListDevices => Opcode.ListPluggableDevices,
            EmulatorOpcode.ConnectDevice => Opcode.PlugDevice,
            EmulatorOpcode.DisconnectDevice => Opcode.UnplugDevice,
            _ => null,
        };
        if (opcode is not { } known) return null;
        var payload = new byte[5];
        payload[0] = message.A;
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(1), message.B);
        return CciMessage.Request(message.Tag, known, payload);
    }

    /// <summary>The answer: a list's first byte is how many devices follow.</summary>
    public static EmulatorMessage ToAnswer(EmulatorMessage request, CciMessage response)
    {
        var code = (byte)response.ReturnCode;
        if (response.ReturnCode != MailboxReturnCode.Success || response.Payload.IsEmpty) return request.Respond(code, 0, default);
        return request.Respond(code, response.Payload.Span[0], response.Payload[1..]);
    }

    public static EmulatorMessage Refuse(EmulatorMessage request) => request.Respond(InvalidInput, 0, default);
}
