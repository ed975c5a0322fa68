using System.Buffers.Binary;
using CxlFabricSim.Components.Events;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Components.Registers;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Cci;

/// <content>Virtual switch commands, 5200h to 5203h (CXL 3.x, "Virtual Switch Command Set").</content>
public sealed partial class SwitchComponent
{
    private const int VcsHeaderBytes = 4;
    private const int VppbBytes = 4;
    private const int BindBytes = 6;
    private const int UnbindBytes = 3;
    private const int AerBytes = 40;
    private const byte VcsEnabled = 1;
    private const byte VcsInvalid = 0xFF;
    private const byte Unbound = 0;
    private const byte InProgress = 1;
    private const byte BoundPort = 2;
    private const byte BoundLd = 3;
    private const ushort WholePort = 0xFFFF;

    private void AddVirtualTo(CommandTable commands)
    {
        const CommandEffects Changes = CommandEffects.ImmediateConfigurationChange | CommandEffects.BackgroundOperation;
        commands.AddOfAnyLength(Opcode.GetVirtualSwitchInfo, GetVcsInfo);
        commands.Add(new CommandDescription(Opcode.BindVppb, BindBytes, Changes), Bind);
        commands.Add(new CommandDescription(Opcode.UnbindVppb, UnbindBytes, Changes | CommandEffects.RequestAbortSupported), Unbind);
        commands.Add(new CommandDescription(Opcode.GenerateAerEvent, AerBytes, CommandEffects.ImmediateLogChange), GenerateAer);
    }

    /// <summary>
    /// Get Virtual CXL Switch Info (5200h). Input: first vPPB u8, most vPPBs u8, count u8, virtual switches u8 each. Output: count u8, r3; for
    /// each of them its id, state (0 disabled, 1 enabled, FFh not there), upstream port and number of vPPBs u8 each, then those asked for:
    /// status (0 unbound, 1 in progress, 2 bound to a port, 3 to a logical device), port, logical device (FFh: none) u8 each, r1. In this order:
    /// shorter than its count: Invalid Payload Length; an answer that does not fit: Invalid Input; otherwise Success. Source: CXL 3.x, same title.
    /// </summary>
    private MailboxReturnCode GetVcsInfo(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (input.Length < 3 || input.Length < 3 + input[2]) return MailboxReturnCode.InvalidPayloadLength;
        var (first, most) = (input[0], input[1]);
        output[..VcsHeaderBytes].Clear();
        output[0] = input[2];
        var length = VcsHeaderBytes;
        foreach (var id in input.Slice(3, input[2]))
        {
            var vppbs = id < VirtualSwitches.Count ? VirtualSwitches[id].Vppbs : [];
            var shown = Math.Clamp(vppbs.Count - first, 0, most);
            if (length + VcsHeaderBytes + shown * VppbBytes > output.Length) return MailboxReturnCode.InvalidInput;
            var isThere = id < VirtualSwitches.Count;
            output[length++] = id;
            output[length++] = isThere ? VcsEnabled : VcsInvalid;
            output[length++] = isThere ? VirtualSwitches[id].UpstreamPort : (byte)0;
            output[length++] = (byte)vppbs.Count;
            for (int number = first; number < first + shown; number++, length += VppbBytes)
                WriteVppb(output[length..], VirtualSwitches[id], vppbs[number]);
        }

        written = length;
        return MailboxReturnCode.Success;
    }

    private void WriteVppb(Span<byte> place, ManagedVcs vcs, ManagedVppb vppb)
    {
        var bound = vppb.LdId == ManagedVppb.WholePort ? BoundPort : BoundLd;
        place[0] = vppb.Port is null ? Unbound : vppb.IsClaiming || IsPending(vcs, vppb) ? InProgress : bound;
        place[1] = vppb.Port ?? 0;
        place[2] = vppb.Port is null ? ManagedVppb.WholePort : vppb.LdId;
        place[3] = 0;
    }

    /// <summary>
    /// Bind vPPB (5201h). Input: virtual switch u8, vPPB u8, port u8, r1, logical device u16 (FFFFh: the whole port). Output: nothing. In this
    /// order: an unbinding under way: Busy; no such virtual switch, vPPB or port, or not one that leads down: Invalid Input; the vPPB bound
    /// already: Invalid Input; a logical device of a port without a multi-logical device, none of one with it, or one that it does not have:
    /// Invalid Input; port or logical device bound already, also from behind another switch: Invalid Input; otherwise Success, at once: there
    /// is nothing to detach. An empty port can be bound; one that leads to another switch keeps what the scenario binds to it. Source: CXL 3.x, same title.
    /// </summary>
    private MailboxReturnCode Bind(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (!TryFind(input[0], input[1], out var vcs, out var vppb)) return MailboxReturnCode.InvalidInput;
        if (TryBind(vcs, vppb, input[2], BinaryPrimitives.ReadUInt16LittleEndian(input[4..]))) return MailboxReturnCode.Success;
        LogVppb(vcs, vppb, VirtualSwitchEventType.BindingChange, EventLogKind.Warning);
        return MailboxReturnCode.InvalidInput;
    }

    private bool TryBind(ManagedVcs vcs, ManagedVppb vppb, byte portId, ushort ldId)
    {
        if (!_ports.TryGetValue(portId, out var port) || !port.IsManaged || vppb.Port is not null) return false;
        var isMultiLogical = port.Device is { LogicalDevices: > 1 };
        if (isMultiLogical ? ldId >= port.Device!.LogicalDevices : ldId != WholePort) return false;
        if (BoundTo(port).Any(bound => !isMultiLogical || bound.Vppb.LdId == ldId) || IsBoundFromAfar(port, ldId)) return false;
        Attach(vcs, vppb, port.Id, isMultiLogical ? (byte)ldId : ManagedVppb.WholePort, far: null);
        return true;
    }

    private void Attach(ManagedVcs vcs, ManagedVppb vppb, byte port, byte ldId, ConnectedDevice? far)
    {
        var slot = BridgeOf(vcs, vppb).Slot;
        vppb.Port = port;
        vppb.NameLogicalDevice(ldId, far ?? _ports[port].Linked);
        vppb.Far = far;
        slot.SetPower(isOn: true);
        if (_ports[port].IsLinkUp) Offer(vcs, vppb);
        LogVppb(vcs, vppb, VirtualSwitchEventType.BindingChange);
    }

    /// <summary>
    /// Unbind vPPB (5202h). Input: virtual switch u8, vPPB u8, option u8 (bits 3:0; 0 when the link goes down, 1 managed removal, 2 surprise
    /// removal). Output: nothing. In this order: a binding of the vPPB or an unbinding under way: Busy; no such virtual switch, vPPB or option,
    /// or not bound, or bound to a port that leads to another switch: Invalid Input. Success when it is done: a surprise removal, or nothing to detach; Background Command Started when the
    /// host or the link is waited for. A host that has not let go within 5 s keeps what it has, and the operation ends with Aborted. Source: CXL 3.x, same title;
    /// the 5 s are those of a slot's attention button in the PCI Express base specification.
    /// </summary>
    private MailboxReturnCode Unbind(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        const int WhenLinkGoesDown = 0;
        const int Surprise = 2;
        written = 0;
        if (!TryFind(input[0], input[1], out var vcs, out var vppb)) return MailboxReturnCode.InvalidInput;
        var option = input[2] & 0xF;
        if (vppb.IsClaiming) return MailboxReturnCode.Busy;
        if (option > Surprise || vppb.Port is not { } port || (vppb.Far is null && !_ports[port].IsManaged))
        {
            LogVppb(vcs, vppb, VirtualSwitchEventType.BindingChange, EventLogKind.Warning);
            return MailboxReturnCode.InvalidInput;
        }

        if (option == Surprise || !vppb.IsConnected)
        {
            Release(vcs, vppb);
            return MailboxReturnCode.Success;
        }

        StartRemoval(Opcode.UnbindVppb, vcs, vppb, now, asksHost: option != WhenLinkGoesDown);
        return MailboxReturnCode.BackgroundCommandStarted;
    }

    /// <summary>
    /// Generate AER Event (5203h). Input: virtual switch u8, vPPB u8, r2, error u32 (bits 4:0 its bit in the status register, bit 31 an
    /// uncorrectable one), TLP header 32 bytes. Output: nothing. In this order: no such virtual switch or vPPB, not bound, or an error that the
    /// registers do not have: Invalid Input; otherwise Success: the registers of the vPPB show it, and unless they say that it is not to
    /// be reported the host gets its message. Source: CXL 3.x, same title.
    /// </summary>
    private MailboxReturnCode GenerateAer(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (!TryFind(input[0], input[1], out var vcs, out var vppb) || vppb.Port is null) return MailboxReturnCode.InvalidInput;
        var error = BinaryPrimitives.ReadUInt32LittleEndian(input[4..]);
        var isUncorrectable = error >> 31 != 0;
        var (function, slot) = BridgeOf(vcs, vppb);
        var bit = (int)(error & 0x1F);
        if (!ErrorReporting.TryRecord(function.ConfigSpace, bit, isUncorrectable, input[8..])) return MailboxReturnCode.InvalidInput;
        if (ErrorReporting.SendsMessage(function.ConfigSpace, bit, isUncorrectable, slot.DeviceControl))
            _actions.Enqueue(new SwitchAction.Notify(vcs.Id, vppb.Number, SlotEvent.ErrorReported, DeviceBehind(vppb)?.Id ?? 0, vppb.LdOnLink));
        return MailboxReturnCode.Success;
    }

    private bool TryFind(int vcsId, int number, out ManagedVcs vcs, out ManagedVppb vppb)
    {
        vcs = null!;
        vppb = null!;
        if (vcsId >= VirtualSwitches.Count) return false;
        vcs = VirtualSwitches[vcsId];
        if (number >= vcs.Vppbs.Count) return false;
        vppb = vcs.Vppbs[number];
        return true;
    }
}
