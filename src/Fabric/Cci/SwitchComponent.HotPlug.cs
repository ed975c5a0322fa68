using System.Buffers.Binary;
using CxlFabricSim.Components.Events;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Cci;

/// <content>
/// Devices pulled out of ports and plugged in again: what a public emulator's private messages and a scenario's steps ask for. Not of the
/// specification: no log lists it.
/// </content>
public sealed partial class SwitchComponent
{
    private const int PlugBytes = 5;

    private static bool IsPlugging(Opcode opcode) => opcode is Opcode.PlugDevice or Opcode.UnplugDevice;

    private CciMessage Replug(CciMessage request)
    {
        var input = request.Payload.Span;
        if (input.Length != PlugBytes) return request.Respond(MailboxReturnCode.InvalidPayloadLength, default);
        var number = BinaryPrimitives.ReadUInt32LittleEndian(input[1..]);
        return request.Respond(request.Opcode == Opcode.PlugDevice ? Plug(input[0], number) : Unplug(input[0], number), default);
    }

    /// <summary>
    /// Port u8, device u32, its place in the list. A port that is not there or not empty, or whose link leads to another device, since links
    /// stay where they are: Invalid Input; otherwise Success. What was bound is bound still, and its hosts see it come.
    /// </summary>
    private MailboxReturnCode Plug(byte portId, uint number)
    {
        if (!_ports.TryGetValue(portId, out var port) || !port.IsUnplugged || port.Linked?.Number != (int)number) return MailboxReturnCode.InvalidInput;
        _ = BridgeOf(port);
        port.IsUnplugged = false;
        BringLinkUp(port);
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Port u8, u32: 1 for all ports, whichever is named. No device in the port: Invalid Input; otherwise Success. Its hosts lose it at once, and it
    /// loses its power.
    /// </summary>
    private MailboxReturnCode Unplug(byte portId, uint option)
    {
        const uint All = 1;
        var ports = Ports.Where(port => port.Device is not null && (option == All || port.Id == portId)).ToList();
        if (ports.Count == 0 && option != All) return MailboxReturnCode.InvalidInput;
        foreach (var port in ports)
        {
            TakeLinkDown(port);
            port.IsUnplugged = true;
            NoteLink(port, EventLogKind.Warning);
        }

        return MailboxReturnCode.Success;
    }
}
