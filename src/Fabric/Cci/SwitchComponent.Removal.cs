using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Cci;

/// <content>What binding and unbinding do: what hosts see, and how a removal that takes time ends.</content>
public sealed partial class SwitchComponent
{
    private static readonly SimTime RemovalTimeout = new(5 * SimTime.PicosecondsPerSecond);

    private (ManagedVcs Vcs, ManagedVppb Vppb)? _removal;

    /// <summary>A binding that holds from the start, before any host looks: nobody is told.</summary>
    public void Preset(int vcsId, int number, byte port, byte ldId)
    {
        var vppb = VirtualSwitches[vcsId].Vppbs[number];
        vppb.Port = port;
        vppb.LdId = ldId;
    }

    /// <summary>A host has powered off the slot below a vPPB of its virtual switch, as asked; otherwise nothing happens.</summary>
    public void SlotPoweredOff(int vcsId, ushort device, byte ldId)
    {
        if (!Commands.Background.IsRunning || _removal is not var (vcs, vppb) || vcs.Id != vcsId) return;
        if (_ports[vppb.Port!.Value].Device?.Id == device && vppb.LdOnLink == ldId) EndRemoval(MailboxReturnCode.Success, tellsHost: false);
    }

    /// <summary>The device behind a vPPB is the host's to find.</summary>
    private void Offer(ManagedVcs vcs, ManagedVppb vppb)
    {
        var port = _ports[vppb.Port!.Value];
        if (port.Device is not { } device) return;
        _actions.Enqueue(new SwitchAction.Connect(vcs.Id, vppb.Number, port.Id, vppb.LdOnLink, device.Id));
        _actions.Enqueue(new SwitchAction.Notify(vcs.Id, SlotEvent.Added, device.Id, vppb.LdOnLink));
    }

    /// <summary>The device behind a vPPB is out of the host's reach; the binding stays.</summary>
    private void Withdraw(ManagedVcs vcs, ManagedVppb vppb, bool tellsHost)
    {
        var port = _ports[vppb.Port!.Value];
        if (port.Device is not { } device) return;
        _actions.Enqueue(new SwitchAction.Disconnect(vcs.Id, vppb.Number, port.Id, vppb.LdOnLink));
        if (tellsHost) _actions.Enqueue(new SwitchAction.Notify(vcs.Id, SlotEvent.Removed, device.Id, vppb.LdOnLink));
    }

    /// <summary>Ends a binding: nothing of it is left in the switch, and the logical device forgets its host.</summary>
    private void Release(ManagedVcs vcs, ManagedVppb vppb, bool tellsHost)
    {
        var port = _ports[vppb.Port!.Value];
        if (port.IsLinkUp)
        {
            Withdraw(vcs, vppb, tellsHost);
            if (port.Device is not null) _actions.Enqueue(new SwitchAction.Reset(port.Id, vppb.LdOnLink));
        }

        vppb.Port = null;
        vppb.LdId = ManagedVppb.WholePort;
    }

    private void StartRemoval(ManagedVcs vcs, ManagedVppb vppb, SimTime now, bool asksHost)
    {
        _removal = (vcs, vppb);
        var duration = asksHost ? RemovalTimeout : new SimTime(SimTime.Never.Picoseconds - now.Picoseconds);
        Commands.Background.Start(Opcode.UnbindVppb, duration, now, isAbortable: true, _ => EndRemoval(MailboxReturnCode.Aborted, tellsHost: false));
        if (!asksHost) return;
        var port = _ports[vppb.Port!.Value];
        _actions.Enqueue(new SwitchAction.Notify(vcs.Id, SlotEvent.RemovalRequested, port.Device!.Id, vppb.LdOnLink));
    }

    private void EndRemoval(MailboxReturnCode code, bool tellsHost)
    {
        if (_removal is not var (vcs, vppb)) return;
        _removal = null;
        Commands.Background.Finish(code);
        if (code == MailboxReturnCode.Success) Release(vcs, vppb, tellsHost);
    }

    /// <summary>An aborted removal leaves the vPPB bound.</summary>
    private bool IsPending(ManagedVcs vcs, ManagedVppb vppb) =>
        Commands.Background.IsRunning && _removal is var (pendingVcs, pendingVppb) && pendingVcs == vcs && pendingVppb == vppb;

    private PortBinding BindingOf(PhysicalPort port) =>
        BoundTo(port).Any(bound => IsPending(bound.Vcs, bound.Vppb)) ? PortBinding.Unbinding : PortBinding.Settled;
}
