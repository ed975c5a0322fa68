using System.Buffers.Binary;
using CxlFabricSim.Components.Events;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Components.Registers;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Cci;

/// <content>Physical switch commands, 5100h to 5107h (CXL 3.x, "Physical Switch Command Set").</content>
public sealed partial class SwitchComponent
{
    private const int IdentifyBytes = 73;
    private const int PortStateHeaderBytes = 4;
    private const int PortControlBytes = 2;
    private const int BitmapBytes = 32;

    private SimTime ShortestPerst => _profile.ShortestPerst;

    private void AddPhysicalTo(CommandTable commands)
    {
        commands.Add(Opcode.IdentifySwitchDevice, 0, IdentifySwitch);
        commands.AddOfAnyLength(Opcode.GetPhysicalPortState, GetPortState);
        commands.Add(Opcode.PhysicalPortControl, PortControlBytes, ControlPort);
        AddPortAccessTo(commands);
    }

    /// <summary>
    /// Identify Switch Device (5100h). Input: nothing. Output: ingress port u8 (0: not through a port), r1, ports u8, virtual switches u8,
    /// active ports 32 bytes, active virtual switches 32 bytes, vPPBs u16, bound vPPBs u16, HDM decoders of an upstream port u8. Success.
    /// Source: CXL 3.x, same title.
    /// </summary>
    private MailboxReturnCode IdentifySwitch(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        output[..IdentifyBytes].Clear();
        output[2] = (byte)Ports.Count;
        output[3] = (byte)VirtualSwitches.Count;
        foreach (var port in Ports) output[4 + port.Id / 8] |= (byte)(1 << port.Id % 8);
        foreach (var vcs in VirtualSwitches) output[4 + BitmapBytes + vcs.Id / 8] |= (byte)(1 << vcs.Id % 8);
        var vppbs = VirtualSwitches.Sum(vcs => vcs.Vppbs.Count);
        var bound = VirtualSwitches.Sum(vcs => vcs.Vppbs.Count(vppb => vppb.Port is not null));
        if (_profile.PortsCountAsVppbs) vppbs = bound = Ports.Count;
        BinaryPrimitives.WriteUInt16LittleEndian(output[68..], (ushort)vppbs);
        BinaryPrimitives.WriteUInt16LittleEndian(output[70..], (ushort)bound);
        output[72] = (byte)_description.Decoders;
        written = IdentifyBytes;
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Get Physical Port State (5101h). Input: count u8, port ids u8 each. Output: count u8, r3, a block for each of them, see
    /// <see cref="PhysicalPort.WriteState"/>. In this order: no count, or shorter than it says: Invalid Payload Length; an answer that does
    /// not fit: Invalid Input. A port that is not there is left out, which lets a manager ask for all; Invalid Input in QEMU. Source: CXL 3.x,
    /// same title.
    /// </summary>
    private MailboxReturnCode GetPortState(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (input.Length < 1 || input.Length < 1 + input[0]) return MailboxReturnCode.InvalidPayloadLength;
        var ids = input.Slice(1, input[0]);
        var room = Math.Min(output.Length, _profile.PayloadBytes);
        var answered = 0;
        foreach (var id in ids) answered += _profile.PortsAreAssumed || _ports.ContainsKey(id) ? 1 : 0;
        if (PortStateHeaderBytes + answered * PhysicalPort.StateBytes > room) return MailboxReturnCode.InvalidInput;
        var count = 0;
        foreach (var id in ids)
        {
            if (!_ports.TryGetValue(id, out var port))
            {
                if (_profile.PortsAreAssumed) return MailboxReturnCode.InvalidInput;
                continue;
            }

            port.WriteState(output[(PortStateHeaderBytes + count++ * PhysicalPort.StateBytes)..], _profile, BindingOf(port));
            port.WasAskedBefore = true;
        }

        output[..PortStateHeaderBytes].Clear();
        output[0] = (byte)count;
        written = PortStateHeaderBytes + count * PhysicalPort.StateBytes;
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Physical Port Control (5102h). Input: port u8, operation u8 (0 assert PERST, 1 deassert it, 2 reset the PPB). Output: nothing. In this
    /// order: not a port that leads down to a device, or no such operation: Invalid Input; PERST asserted twice, not asserted, deasserted too early (see
    /// <see cref="SwitchCciProfile.ShortestPerst"/>), or a reset under PERST: Internal Error; otherwise Success. What is behind the port loses
    /// what it had. Source: CXL 3.x, same title; codes are QEMU's.
    /// </summary>
    private MailboxReturnCode ControlPort(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (!_ports.TryGetValue(input[0], out var port) || !port.IsManaged) return MailboxReturnCode.InvalidInput;
        switch (input[1])
        {
            case 0 when port.PerstSince is null:
                TakeLinkDown(port);
                port.PerstSince = now;
                NoteLink(port);
                return MailboxReturnCode.Success;
            case 1 when port.PerstSince is { } since && now - since >= ShortestPerst:
                port.PerstSince = null;
                BringLinkUp(port);
                return MailboxReturnCode.Success;
            case 2 when port.PerstSince is null:
                TakeLinkDown(port);
                port.IsInReset = true;
                NoteLink(port);
                port.IsInReset = false;
                BringLinkUp(port);
                return MailboxReturnCode.Success;
            default:
                return input[1] > 2 ? MailboxReturnCode.InvalidInput : MailboxReturnCode.InternalError;
        }
    }

    /// <summary>Hosts lose what is behind the port at once, and the device starts anew.</summary>
    private void TakeLinkDown(PhysicalPort port)
    {
        _ = BridgeOf(port);
        if (!port.IsLinkUp) return;
        foreach (var (vcs, vppb) in BoundTo(port).ToList())
        {
            if (IsPending(vcs, vppb)) EndRemoval(MailboxReturnCode.Success);
            else Withdraw(vcs, vppb);
        }

        TellFar(port, isUp: false);
        if (port.Device is { } device) _actions.Enqueue(new SwitchAction.Reset(port.Id, FmOwned, device.Id));
    }

    private void BringLinkUp(PhysicalPort port)
    {
        NoteLink(port);
        if (!port.IsLinkUp) return;
        foreach (var (vcs, vppb) in BoundTo(port)) Offer(vcs, vppb);
        TellFar(port, isUp: true);
    }

    /// <summary>The port's bridge shows what is there and whether the link is up; what is new is an event.</summary>
    private void NoteLink(PhysicalPort port, EventLogKind log = EventLogKind.Informational)
    {
        var slot = BridgeOf(port).Slot;
        var changes = Show(port, slot);
        slot.Raise(changes);
        if ((changes & SlotRegisters.PresenceChanged) != 0) LogPort(port, PhysicalSwitchEventType.SlotStatusUpdated, log);
        if ((changes & SlotRegisters.LinkChanged) != 0) LogPort(port, PhysicalSwitchEventType.LinkStateChange, log);
    }

    private static ushort Show(PhysicalPort port, SlotRegisters slot)
    {
        var partner = port.Device?.Link ?? port.Supported;
        return slot.Show(port.IsOccupied, port.IsLinkUp ? partner : null, port.Device is { IsFlit256: true });
    }

    private IEnumerable<(ManagedVcs Vcs, ManagedVppb Vppb)> BoundTo(PhysicalPort port) =>
        VirtualSwitches.SelectMany(vcs => vcs.Vppbs.Where(vppb => vppb.Port == port.Id && vppb.Far is null).Select(vppb => (vcs, vppb)));
}
