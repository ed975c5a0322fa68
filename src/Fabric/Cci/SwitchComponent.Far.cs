using System.Buffers.Binary;
using CxlFabricSim.Components.Events;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Cci;

/// <content>vPPBs bound to devices behind other switches, by the id that messages go by (CXL 3.x, "PBR Switch Command Set").</content>
public sealed partial class SwitchComponent
{
    private const int PidBindingBytes = 28;

    private void AddFarTo(CommandTable commands)
    {
        const CommandEffects Changes =
            CommandEffects.ImmediateConfigurationChange | CommandEffects.BackgroundOperation | CommandEffects.RequestAbortSupported;
        if (_description.FarDevices.Count > 0)
            commands.Add(new CommandDescription(Opcode.ConfigurePidBinding, PidBindingBytes, Changes), ConfigurePid);
    }

    /// <summary>
    /// Configure PID Binding (5706h). Input: operation u8 (bits 2:0; 0 bind, 1 unbind), virtual switch u8, vPPB u8, r1, PID u16, logical device
    /// u16, latency and bandwidth for CDAT 20 bytes, which the simulator has from its links. Output: nothing. A PID names a device here and not
    /// one of its logical devices, so that comes behind it, in what the specification reserves. In this order: an operation under way: Busy; no such
    /// virtual switch, vPPB or operation: Invalid Input; to bind: bound already, no device of that PID behind another switch, a logical
    /// device that it does not have or that is bound here already: Invalid Input, otherwise Success; to unbind: not bound to that PID: Invalid
    /// Input, otherwise as a managed Unbind vPPB. Source: CXL 3.x, same title.
    /// </summary>
    private MailboxReturnCode ConfigurePid(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        const int Bind = 0;
        const int Unbind = 1;
        written = 0;
        if (!TryFind(input[1], input[2], out var vcs, out var vppb)) return MailboxReturnCode.InvalidInput;
        var operation = input[0] & 7;
        var pid = BinaryPrimitives.ReadUInt16LittleEndian(input[4..]);
        if (operation == Bind && TryBindFar(vcs, vppb, pid, BinaryPrimitives.ReadUInt16LittleEndian(input[6..]))) return MailboxReturnCode.Success;
        if (operation == Unbind && vppb.Far?.Id == pid)
        {
            if (vppb.IsConnected)
            {
                StartRemoval(Opcode.ConfigurePidBinding, vcs, vppb, now, asksHost: true);
                return MailboxReturnCode.BackgroundCommandStarted;
            }

            Release(vcs, vppb);
            return MailboxReturnCode.Success;
        }

        LogVppb(vcs, vppb, VirtualSwitchEventType.BindingChange, EventLogKind.Warning);
        return MailboxReturnCode.InvalidInput;
    }

    private bool TryBindFar(ManagedVcs vcs, ManagedVppb vppb, ushort pid, ushort ldId)
    {
        if (vppb.Port is not null || !_description.FarDevices.TryGetValue(pid, out var far) || ldId >= far.Device.LogicalDevices) return false;
        if (VirtualSwitches.Any(other => other.Vppbs.Any(bound => bound.Far?.Id == pid && bound.LdOnLink == ldId))) return false;
        Attach(vcs, vppb, far.Port, far.Device.LogicalDevices > 1 ? (byte)ldId : ManagedVppb.WholePort, far.Device);
        return true;
    }
}
