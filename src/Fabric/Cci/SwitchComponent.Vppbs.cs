using System.Buffers.Binary;
using CxlFabricSim.Components.Events;
using CxlFabricSim.Components.Registers;
using CxlFabricSim.Fabric.Registers;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Cci;

/// <content>The bridges that hosts see: registers of each vPPB, what binding shows in them, and what a host does by writing them.</content>
public sealed partial class SwitchComponent
{
    /// <summary>
    /// A host's CXL.io configuration request to the bridge of a vPPB. False when there is no such vPPB: Unsupported Request. What a write
    /// commands is done: a secondary bus reset, Link Disable and Power Off take away what is behind, and their end gives it back.
    /// </summary>
    /// <param name="vcsId">The virtual switch that the request came to.</param>
    /// <param name="number">The vPPB.</param>
    /// <param name="request">What is read or written.</param>
    /// <param name="data">What is written; becomes what is read, zero on a write.</param>
    /// <param name="now">The time of the request.</param>
    public bool TryConfigure(int vcsId, int number, ConfigurationRequest request, ref uint data, SimTime now)
    {
        _now = now;
        if (!TryFind(vcsId, number, out var vcs, out var vppb)) return false;
        var (function, slot) = BridgeOf(vcs, vppb);
        var (linkControl, slotControl, wasInReset, wasHeld) = (slot.LinkControl, slot.SlotControl, slot.IsInBusReset, slot.IsHeldDown);
        Span<byte> written = stackalloc byte[sizeof(uint)];
        Span<byte> result = stackalloc byte[sizeof(uint)];
        result.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(written, data);
        request.Carry(function.ConfigSpace, written, result);
        data = BinaryPrimitives.ReadUInt32LittleEndian(result);
        if (slot.IsInBusReset && !wasInReset) LogVppb(vcs, vppb, VirtualSwitchEventType.SecondaryBusReset);
        if (slot.LinkControl != linkControl) LogVppb(vcs, vppb, VirtualSwitchEventType.LinkControlUpdated);
        if (slot.SlotControl != slotControl) LogVppb(vcs, vppb, VirtualSwitchEventType.SlotControlUpdated);
        if (slot.IsHeldDown && !wasHeld) HoldDown(vcs, vppb);
        if (!slot.IsHeldDown && wasHeld && vppb.Port is { } port && _ports[port].IsLinkUp) Offer(vcs, vppb);
        return true;
    }

    /// <summary>A host has powered off the slot below a vPPB of its virtual switch: the end of a removal that it was asked for.</summary>
    public void SlotPoweredOff(int vcsId, ushort device, byte ldId, SimTime now)
    {
        _now = now;
        if (_removal is not var (vcs, vppb) || !IsPending(vcs, vppb) || vcs.Id != vcsId) return;
        if (DeviceBehind(vppb)?.Id != device || vppb.LdOnLink != ldId) return;
        BridgeOf(vcs, vppb).Slot.SetPower(isOn: false);
        LogVppb(vcs, vppb, VirtualSwitchEventType.SlotControlUpdated);
        EndRemoval(MailboxReturnCode.Success);
    }

    /// <summary>The device behind a vPPB is the host's to find.</summary>
    private void Offer(ManagedVcs vcs, ManagedVppb vppb)
    {
        var slot = BridgeOf(vcs, vppb).Slot;
        if (vppb.IsConnected || slot.IsHeldDown || DeviceBehind(vppb) is not { } device) return;
        if (vppb.Far is not null && !vppb.IsFarUp) return;

        // A whole port of a device that has come to be multi-logical names none of its logical devices.
        if (vppb.LdId == ManagedVppb.WholePort && device.LogicalDevices > 1) return;
        vppb.IsConnected = true;
        _actions.Enqueue(new SwitchAction.Connect(vcs.Id, vppb.Number, vppb.Port!.Value, vppb.LdOnLink, device.Id));
        if (slot.Raise(slot.Show(isThere: true, device.Link, device.IsFlit256))) Tell(vcs, vppb, SlotEvent.Added, device);
    }

    /// <summary>The device behind a vPPB is out of the host's reach; the binding stays.</summary>
    private void Withdraw(ManagedVcs vcs, ManagedVppb vppb)
    {
        if (!vppb.IsConnected || DeviceBehind(vppb) is not { } device) return;
        var slot = BridgeOf(vcs, vppb).Slot;
        vppb.IsConnected = false;
        _actions.Enqueue(new SwitchAction.Disconnect(vcs.Id, vppb.Number, vppb.Port!.Value, vppb.LdOnLink, device.Id));
        if (slot.Raise(slot.Show(isThere: false, null, false))) Tell(vcs, vppb, SlotEvent.Removed, device);
    }

    private void HoldDown(ManagedVcs vcs, ManagedVppb vppb)
    {
        if (IsPending(vcs, vppb))
        {
            EndRemoval(MailboxReturnCode.Success);
            return;
        }

        var isConnected = vppb.IsConnected;
        Withdraw(vcs, vppb);
        if (isConnected) Reset(vppb);
    }

    private void Reset(ManagedVppb vppb, bool endsBinding = false) =>
        _actions.Enqueue(new SwitchAction.Reset(vppb.Port!.Value, vppb.LdOnLink, DeviceBehind(vppb)!.Id, endsBinding));

    private void Tell(ManagedVcs vcs, ManagedVppb vppb, SlotEvent slotEvent, ConnectedDevice device) =>
        _actions.Enqueue(new SwitchAction.Notify(vcs.Id, vppb.Number, slotEvent, device.Id, vppb.LdOnLink));

    private ConnectedDevice? DeviceBehind(ManagedVppb vppb) => vppb.Port is { } port ? vppb.Far ?? _ports[port].Device : null;

    /// <summary>The bridge of a vPPB; one that nobody has looked at shows what is connected now, and no change.</summary>
    private SwitchBridge BridgeOf(ManagedVcs vcs, ManagedVppb vppb)
    {
        if (vppb.Bridge is { } known) return known;
        var bridge = new SwitchFunctions(_description.Registers).VirtualBridge($"{_description.Name} vcs {vcs.Id} vPPB {vppb.Number}", vppb.Number);
        if (vppb.IsConnected && DeviceBehind(vppb) is { } device) bridge.Slot.Show(isThere: true, device.Link, device.IsFlit256);
        bridge.Slot.ClearChanges();
        bridge.Slot.SetPower(isOn: true);
        if (vcs.IsDriven) bridge.Slot.Enable();
        return vppb.Bridge = bridge;
    }
}
