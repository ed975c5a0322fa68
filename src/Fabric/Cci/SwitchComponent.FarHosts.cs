namespace CxlFabricSim.Fabric.Cci;

/// <content>
/// Hosts behind other switches that are bound to devices at ports of this one. All ways to a device lead through the switch at its port: that
/// is where it is decided whose a logical device is.
/// </content>
public sealed partial class SwitchComponent
{
    private readonly SortedDictionary<(ushort Device, byte LdId), ushort> _farHosts = [];

    /// <summary>A host that is bound from behind another switch from the start.</summary>
    public void PresetFarHost(ushort device, byte ldId, ushort host) => _farHosts[(device, ldId)] = host;

    /// <summary>A host behind another switch is to have a logical device. False when the device is at no port of this switch.</summary>
    /// <param name="device">The device's id.</param>
    /// <param name="ldId">The logical device.</param>
    /// <param name="host">The id of the host's port.</param>
    /// <param name="isGranted">It has it now; else it is bound already.</param>
    /// <param name="isUp">The link to the device is up.</param>
    public bool TryClaim(ushort device, byte ldId, ushort host, out bool isGranted, out bool isUp)
    {
        isGranted = isUp = false;
        if (PortOf(device) is not { } port) return false;
        var isBoundHere = BoundTo(port).Any(bound => bound.Vppb.LdId == ManagedVppb.WholePort || bound.Vppb.LdId == ldId);
        isGranted = !isBoundHere && _farHosts.TryAdd((device, ldId), host);
        isUp = port.IsLinkUp;
        return true;
    }

    /// <summary>
    /// A reset on its way to a device from behind another switch. True when it ends here: a device behind a link that is down was reset with
    /// it.
    /// </summary>
    public bool TakeReset(ushort device, byte ldId, bool endsBinding)
    {
        if (PortOf(device) is not { } port) return false;
        if (endsBinding) _farHosts.Remove((device, ldId));
        return !port.IsLinkUp;
    }

    private PhysicalPort? PortOf(ushort device) => Ports.FirstOrDefault(port => port.Linked?.Id == device);

    private bool IsBoundFromAfar(PhysicalPort port, ushort ldId) =>
        _farHosts.Keys.Any(bound => bound.Device == port.Linked?.Id && (ldId == WholePort || bound.LdId == ldId));

    private void TellFar(PhysicalPort port, bool isUp)
    {
        // An id names no head: nobody is bound from afar to a device with several.
        if (port.Device is not { Heads: 1 } device || Ports.All(other => other.Role != PortRole.Fabric)) return;
        _actions.Enqueue(new SwitchAction.Reach(port.Id, device.Id, isUp));
        foreach (var ((_, ldId), host) in _farHosts.Where(bound => bound.Key.Device == device.Id))
            _actions.Enqueue(new SwitchAction.NotifyFar(host, device.Id, ldId, isUp));
    }
}
