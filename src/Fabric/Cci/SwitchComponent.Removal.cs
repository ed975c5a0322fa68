using CxlFabricSim.Components.Events;
using CxlFabricSim.Components.Registers;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Cci;

/// <content>What binding and unbinding do: what hosts see, and how a removal that takes time ends.</content>
public sealed partial class SwitchComponent
{
    private static readonly SimTime RemovalTimeout = new(5 * SimTime.PicosecondsPerSecond);

    private (ManagedVcs Vcs, ManagedVppb Vppb)? _removal;

    /// <summary>A binding that holds from the start, before any host looks: nobody is told.</summary>
    /// <param name="vcsId">The virtual switch.</param>
    /// <param name="number">The vPPB.</param>
    /// <param name="port">The port, or the one on the way to a device further on.</param>
    /// <param name="ldId">The logical device.</param>
    /// <param name="far">The device, where it is not the one at the port.</param>
    public void Preset(int vcsId, int number, byte port, byte ldId, ConnectedDevice? far = null)
    {
        var vppb = VirtualSwitches[vcsId].Vppbs[number];
        vppb.Port = port;
        vppb.NameLogicalDevice(ldId, far ?? _ports[port].Linked);
        vppb.Far = far;
        vppb.IsFarUp = far is not null;
        vppb.IsConnected = _ports[port].IsLinkUp && DeviceBehind(vppb) is not null;
    }

    /// <summary>Ends a binding: nothing of it is left in the switch, and the logical device forgets its host.</summary>
    private void Release(ManagedVcs vcs, ManagedVppb vppb)
    {
        var isConnected = vppb.IsConnected;
        Withdraw(vcs, vppb);
        if (isConnected || vppb.Far is not null) Reset(vppb, endsBinding: vppb.Far is not null);
        Clear(vppb);
        LogVppb(vcs, vppb, VirtualSwitchEventType.BindingChange);
    }

    private static void Clear(ManagedVppb vppb)
    {
        vppb.Port = null;
        vppb.NameLogicalDevice(ManagedVppb.WholePort, null);
        vppb.Far = null;
        vppb.IsFarUp = false;
        vppb.IsClaiming = false;
        vppb.PidPerformance = default;
    }

    private void StartRemoval(Opcode opcode, ManagedVcs vcs, ManagedVppb vppb, SimTime now, bool asksHost)
    {
        _removal = (vcs, vppb);
        var duration = asksHost ? RemovalTimeout : new SimTime(SimTime.Never.Picoseconds - now.Picoseconds);
        Commands.Background.Start(opcode, duration, now, isAbortable: true, _ => EndRemoval(MailboxReturnCode.Aborted));
        if (!asksHost) return;
        if (BridgeOf(vcs, vppb).Slot.Raise(SlotRegisters.AttentionButton)) Tell(vcs, vppb, SlotEvent.RemovalRequested, DeviceBehind(vppb)!);
    }

    private void EndRemoval(MailboxReturnCode code)
    {
        if (_removal is not var (vcs, vppb)) return;
        _removal = null;
        Commands.Background.Finish(code);
        if (code == MailboxReturnCode.Success) Release(vcs, vppb);
        else LogVppb(vcs, vppb, VirtualSwitchEventType.BindingChange, EventLogKind.Warning);
    }

    /// <summary>An aborted removal leaves the vPPB bound.</summary>
    private bool IsPending(ManagedVcs vcs, ManagedVppb vppb) =>
        Commands.Background.IsRunning && _removal is var (pendingVcs, pendingVppb) && pendingVcs == vcs && pendingVppb == vppb;

    private PortBinding BindingOf(PhysicalPort port) =>
        BoundTo(port).Any(bound => IsPending(bound.Vcs, bound.Vppb)) ? PortBinding.Unbinding : PortBinding.Settled;
}
