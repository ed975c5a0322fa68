using System.Buffers.Binary;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Components.Management;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Cci;

/// <content>MLD port commands, 5300h to 5302h (CXL 3.x, "MLD Port Command Set"): what goes on to the device behind a port.</content>
public sealed partial class SwitchComponent
{
    private const int LdConfigurationBytes = 12;
    private const int LdMemoryHeaderBytes = 16;
    private const int LongestLdMemory = 4096;

    private void AddTunnelsTo(CommandTable commands)
    {
        commands.AddOfAnyLength(Opcode.TunnelManagement, Tunnel);
        commands.Add(
            new CommandDescription(Opcode.SendLdIoConfiguration, LdConfigurationBytes, CommandEffects.ImmediateConfigurationChange),
            SendLdConfiguration);
        commands.Add(new CommandDescription(Opcode.SendLdIoMemory, null, CommandEffects.ImmediateDataChange), SendLdMemory);
    }

    /// <summary>
    /// Tunnel Management Command (5300h), see <see cref="TunnelFrame"/>. After the frame's own checks: no such port, nothing behind it that
    /// could answer, its link down, or a pool of logical devices, which a port is not: Invalid Input; otherwise Success, whatever the answer
    /// inside says. Source: CXL 3.x; the order is QEMU's.
    /// </summary>
    private MailboxReturnCode Tunnel(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        var code = TunnelFrame.TryRead(input, out var frame);
        if (code != MailboxReturnCode.Success) return code;
        if (frame.Type != TunnelTarget.PortOrLd || !LeadsOn(frame.Target)) return MailboxReturnCode.InvalidInput;
        _forward = (frame.Target, frame.Message, true, frame.Added);
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Send LD CXL.io Configuration Request (5301h): port u8, register and write flag u24, LD id u16, r2, data 4; answered by data 4, zero on
    /// a write. No multi-logical device behind the port, or a logical device that it does not have: Invalid Input; otherwise what the device
    /// says. Source: CXL 3.x, same title.
    /// </summary>
    private MailboxReturnCode SendLdConfiguration(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        return SendToLd(Opcode.SendLdIoConfiguration, input);
    }

    /// <summary>
    /// Send LD CXL.io Memory Request (5302h): port u8, byte enables and write flag u24, LD id u16, length u16, offset u64, data; answered by
    /// returned u16, r2, data. In this order: shorter than its header, or a write shorter than its length: Invalid Payload Length; a length
    /// above 4096: Invalid Input; then as 5301h. Bytes behind the header of a read are ignored. Source: CXL 3.x, same title.
    /// </summary>
    private MailboxReturnCode SendLdMemory(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        const byte Write = 0x80;
        written = 0;
        if (input.Length < LdMemoryHeaderBytes) return MailboxReturnCode.InvalidPayloadLength;
        var length = BinaryPrimitives.ReadUInt16LittleEndian(input[6..]);
        var isWrite = (input[3] & Write) != 0;
        if (isWrite && input.Length < LdMemoryHeaderBytes + length) return MailboxReturnCode.InvalidPayloadLength;
        if (length > LongestLdMemory) return MailboxReturnCode.InvalidInput;
        return SendToLd(Opcode.SendLdIoMemory, input[..(LdMemoryHeaderBytes + (isWrite ? length : 0))]);
    }

    private MailboxReturnCode SendToLd(Opcode opcode, ReadOnlySpan<byte> input)
    {
        var ldId = BinaryPrimitives.ReadUInt16LittleEndian(input[4..]);
        if (!LeadsOn(input[0]) || _ports[input[0]].Device is not { LogicalDevices: > 1 } device) return MailboxReturnCode.InvalidInput;
        if (ldId >= device.LogicalDevices) return MailboxReturnCode.InvalidInput;

        // On the link these are CXL.io requests with the LD-ID; here they travel as the command that asked for them.
        var request = input.ToArray();
        BinaryPrimitives.WriteUInt16LittleEndian(request.AsSpan(4), device.NumberInDevice(ldId));
        _forward = (input[0], CciMessage.Request(0, opcode, request), false, 0);
        return MailboxReturnCode.Success;
    }

    private bool LeadsOn(byte port) =>
        _ports.TryGetValue(port, out var found) && found.Role == PortRole.Downstream && found.IsLinkUp;
}
