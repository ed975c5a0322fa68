using System.Buffers.Binary;
using CxlFabricSim.Protocol;
using CxlFabricSim.Protocol.Mctp;

namespace CxlFabricSim.Fabric.Management.Mctp;

/// <summary>
/// One client's connection to a component's MCTP listener: bytes in, commands for the component out; their answers in, packets out.
/// MCTP control messages, and requests that no component needs to see, are answered here. Every request in one of the types that the
/// endpoint knows gets an answer; what is none is dropped without a word, as MCTP asks.
/// </summary>
public sealed class MctpEndpoint(MctpIdentity identity)
{
    private const byte TypeMask = 0x7F;

    // Vendor-specific opcodes: those that the simulator has are for scenarios, not for clients, but for one that changes nothing.
    private const Opcode FirstVendorOpcode = (Opcode)0xC000;

    private readonly MctpAssembler _assembler = new();
    private readonly Queue<MctpRequest> _requests = new();
    private readonly Queue<byte[]> _packets = new();
    private byte _peer;
    private byte _notificationTag;

    /// <summary>Takes what came over the stream: any part of a packet, or many.</summary>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        _assembler.Take(bytes);
        while (_assembler.TryTake(out var message)) Dispatch(message);
    }

    /// <summary>The next command for the component, to be answered in any order.</summary>
    public bool TryTakeRequest(out MctpRequest request) => _requests.TryDequeue(out request!);

    /// <summary>The next packet to send, 68 bytes that must go to the stream in one piece.</summary>
    public bool TryTakePacket(out byte[] packet) => _packets.TryDequeue(out packet!);

    /// <summary>The component has answered; the answer is worded as the specification has it.</summary>
    public void Answer(MctpRequest request, CciMessage response)
    {
        if (request.Emulator is { } emulator)
        {
            Send(request.Message, MctpMessageType.Emulator, EmulatorWording.ToAnswer(emulator, response).Encode());
            return;
        }

        if (identity.Dialect == ManagementDialect.Jrlabs && response.Opcode == Opcode.TunnelManagement)
            response = response with { Payload = TunnelWording.ResponseToJrlabs(response.Payload) };
        Send(request.Message, request.Type, CciFraming.Encode(response, identity.Dialect));
    }

    /// <summary>The component asks something of its own accord (Event Notification): a request to whoever asked last on this connection.</summary>
    public void Notify(CciMessage notification)
    {
        var type = identity.Dialect == ManagementDialect.Jrlabs ? MctpMessageType.FabricManager : MctpMessageType.Component;
        byte[] message = [(byte)type, .. CciFraming.Encode(notification, identity.Dialect)];
        foreach (var packet in MctpPacket.Cut(message, _peer, identity.EndpointId, isTagOwner: true, _notificationTag++)) _packets.Enqueue(packet);
    }

    private void Dispatch(MctpMessage message)
    {
        _peer = message.Source;
        var type = message.Bytes.Span[0];
        // With an integrity check (bit 7) a message is of another format, which no client here uses.
        if ((type & ~TypeMask) != 0) return;
        var body = message.Bytes[1..];
        switch ((MctpMessageType)type)
        {
            case MctpMessageType.Control when !message.IsTooLong:
                if (MctpControl.Answer(body.Span, identity) is { } answer) Send(message, answer);
                break;
            case MctpMessageType.FabricManager or MctpMessageType.Component:
                TakeCommand(message, (MctpMessageType)type, body);
                break;
            case MctpMessageType.Emulator when identity.Dialect == ManagementDialect.Jrlabs && !message.IsTooLong:
                TakeEmulatorMessage(message, body);
                break;
        }
    }

    private void TakeCommand(MctpMessage message, MctpMessageType type, ReadOnlyMemory<byte> body)
    {
        // The JackrabbitLabs library counts packets without the type byte, so the last byte of some requests is not sent at all.
        var wanted = CciMessage.HeaderBytes + CciFraming.PayloadLength(body.Span, identity.Dialect);
        if (!message.IsTooLong && wanted == body.Length + 1) body = (byte[])[.. body.Span, 0];
        if (message.IsTooLong || wanted > body.Length)
        {
            Refuse(message, type, body.Span, MailboxReturnCode.InvalidPayloadLength);
            return;
        }

        if (!CciFraming.TryDecode(body, identity.Dialect, out var command) || command!.IsResponse)
        {
            Refuse(message, type, body.Span, MailboxReturnCode.InvalidInput);
            return;
        }

        if (command.Opcode >= FirstVendorOpcode && command.Opcode != Opcode.ListFabric)
        {
            Refuse(message, type, body.Span, MailboxReturnCode.Unsupported);
            return;
        }

        if (identity.Dialect == ManagementDialect.Jrlabs && command.Opcode == Opcode.TunnelManagement)
            command = command with { Payload = TunnelWording.RequestToSpec(command.Payload) };
        if (identity.Dialect == ManagementDialect.Spec && command.Opcode == Opcode.SendLdIoMemory)
            command = command with { Payload = LdMemoryWording.RequestToSpec(command.Payload) };
        _requests.Enqueue(new MctpRequest(message, type, command));
    }

    private void TakeEmulatorMessage(MctpMessage message, ReadOnlyMemory<byte> body)
    {
        if (!EmulatorMessage.TryDecode(body, out var request) || request!.IsResponse) return;
        if (EmulatorWording.ToCommand(request) is { } command)
            _requests.Enqueue(new MctpRequest(message, MctpMessageType.Emulator, command) { Emulator = request });
        else
            Send(message, MctpMessageType.Emulator, EmulatorWording.Refuse(request).Encode());
    }

    private void Refuse(MctpMessage message, MctpMessageType type, ReadOnlySpan<byte> header, MailboxReturnCode code)
    {
        var response = CciMessage.Request(header[1], (Opcode)BinaryPrimitives.ReadUInt16LittleEndian(header[3..]), default).Respond(code, default);
        Send(message, type, CciFraming.Encode(response, identity.Dialect));
    }

    private void Send(MctpMessage request, MctpMessageType type, byte[] body) => Send(request, [(byte)type, .. body]);

    private void Send(MctpMessage request, byte[] message)
    {
        // The answer comes from the id that was asked, where that names an endpoint at all.
        var source = request.Destination is 0 or MctpIdentity.Broadcast ? identity.EndpointId : request.Destination;
        foreach (var packet in MctpPacket.Cut(message, request.Source, source, isTagOwner: false, request.Tag)) _packets.Enqueue(packet);
    }
}
