using System.Buffers.Binary;
using CxlFabricSim.Components.Events;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Cci;

/// <content>vPPBs bound to devices behind other switches, by the id that messages go by (CXL 3.x, "PBR Switch Command Set").</content>
public sealed partial class SwitchComponent
{
    private const int WhichVppbBytes = 2;
    private const int PidBytes = 4;
    private const int PidBindingBytes = 28;
    private const int PidPerformanceBytes = 20;
    private const ushort NoPid = 0xFFF;

    private readonly List<Claim> _claims = [];
    private (ManagedVcs Vcs, ManagedVppb Vppb)? _claiming;

    private void AddFarTo(CommandTable commands)
    {
        const CommandEffects Changes =
            CommandEffects.ImmediateConfigurationChange | CommandEffects.BackgroundOperation | CommandEffects.RequestAbortSupported;
        if (_description.FarDevices.Count == 0) return;
        commands.Add(Opcode.GetPidBinding, WhichVppbBytes, GetPid);
        commands.Add(new CommandDescription(Opcode.ConfigurePidBinding, PidBindingBytes, Changes), ConfigurePid);
    }

    /// <summary>The switch at a far device's port has decided on a claim: who gets which answer; null when nobody asked for it here.</summary>
    /// <param name="vcsId">A virtual switch of the host that the claim was for.</param>
    /// <param name="device">The device's id.</param>
    /// <param name="ldId">The logical device.</param>
    /// <param name="isGranted">It is the host's now.</param>
    /// <param name="isUp">The link to the device is up.</param>
    /// <param name="now">When the answer came.</param>
    public (int Requester, CciMessage Answer)? CompleteClaim(int vcsId, ushort device, byte ldId, bool isGranted, bool isUp, SimTime now)
    {
        _now = now;
        var index = _claims.FindIndex(claim => claim.Vcs.Id == vcsId && claim.Vppb.Far?.Id == device && claim.Vppb.LdOnLink == ldId);
        if (index < 0) return null;
        var (request, requester, vcs, vppb) = _claims[index];
        _claims.RemoveAt(index);
        vppb.IsClaiming = false;
        if (!isGranted)
        {
            Clear(vppb);
            LogVppb(vcs, vppb, VirtualSwitchEventType.BindingChange, EventLogKind.Warning);
            return (requester, request.Respond(MailboxReturnCode.InvalidInput, default));
        }

        vppb.IsFarUp = isUp;
        Attach(vcs, vppb, vppb.Port!.Value, vppb.LdId, vppb.Far);
        return (requester, request.Respond(MailboxReturnCode.Success, default));
    }

    /// <summary>The switch at a far device's port says that the link there went down or came up: for the host as if it were its own.</summary>
    public void FarLinkChanged(int vcsId, ushort device, byte ldId, bool isUp, SimTime now)
    {
        _now = now;
        var vcs = VirtualSwitches[vcsId];
        if (vcs.Vppbs.FirstOrDefault(bound => bound.Far?.Id == device && bound.LdOnLink == ldId && !bound.IsClaiming) is not { } vppb) return;
        vppb.IsFarUp = isUp;
        if (isUp) Offer(vcs, vppb);
        else if (IsPending(vcs, vppb)) EndRemoval(MailboxReturnCode.Success);
        else Withdraw(vcs, vppb);
    }

    /// <summary>
    /// Get PID Binding (5705h). Input: virtual switch u8, vPPB u8. Output: PID u16 (FFFh where no device behind another switch is bound), logical
    /// device u16, which stands where the specification reserves, then the latency and bandwidth that came with the binding, 20 bytes. No
    /// such virtual switch or vPPB: Invalid Input; otherwise Success. Source: CXL 3.x, same title.
    /// </summary>
    private MailboxReturnCode GetPid(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (!TryFind(input[0], input[1], out _, out var vppb)) return MailboxReturnCode.InvalidInput;
        var isBound = vppb is { Far: not null, IsClaiming: false };
        BinaryPrimitives.WriteUInt16LittleEndian(output, isBound ? vppb.Far!.Id : NoPid);
        BinaryPrimitives.WriteUInt16LittleEndian(output[2..], isBound ? vppb.LdOnLink : (ushort)0);
        var performance = output.Slice(PidBytes, PidPerformanceBytes);
        performance.Clear();
        if (isBound) vppb.PidPerformance.Span.CopyTo(performance);
        written = PidBytes + PidPerformanceBytes;
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Configure PID Binding (5706h). Input: operation u8 (bits 2:0; 0 bind, 1 unbind), virtual switch u8, vPPB u8, r1, PID u16, logical device
    /// u16, latency and bandwidth for CDAT 20 bytes, which are kept and told: the simulator has them from its links. Output: nothing. A PID names a device here and not
    /// one of its logical devices, so that comes behind it, in what the specification reserves. In this order: an operation under way: Busy; no such
    /// virtual switch, vPPB or operation: Invalid Input; to bind: bound already, no device of that PID behind another switch, a logical
    /// device that it does not have or that is bound already, here or at any other switch: Invalid Input, otherwise Success; to unbind: not
    /// bound to that PID: Invalid Input, otherwise as a managed Unbind vPPB. The answer to a binding waits for the switch at the device's port.
    /// Source: CXL 3.x, same title.
    /// </summary>
    private MailboxReturnCode ConfigurePid(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        const int Bind = 0;
        const int Unbind = 1;
        written = 0;
        if (!TryFind(input[1], input[2], out var vcs, out var vppb)) return MailboxReturnCode.InvalidInput;
        if (vppb.IsClaiming) return MailboxReturnCode.Busy;
        var operation = input[0] & 7;
        var pid = BinaryPrimitives.ReadUInt16LittleEndian(input[4..]);
        if (operation == Bind && TryBindFar(vcs, vppb, pid, BinaryPrimitives.ReadUInt16LittleEndian(input[6..])))
        {
            vppb.PidPerformance = input[^PidPerformanceBytes..].ToArray();
            return MailboxReturnCode.Success;
        }

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
        vppb.Port = far.Port;
        vppb.NameLogicalDevice(far.Device.LogicalDevices > 1 ? (byte)ldId : ManagedVppb.WholePort, far.Device);
        vppb.Far = far.Device;
        vppb.IsClaiming = true;
        _claiming = (vcs, vppb);
        _actions.Enqueue(new SwitchAction.Claim(vcs.Id, far.Port, vppb.LdOnLink, pid));
        return true;
    }

    private sealed record Claim(CciMessage Request, int Requester, ManagedVcs Vcs, ManagedVppb Vppb);
}
