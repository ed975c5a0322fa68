using CxlFabricSim.Components.Events;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Cci;

/// <content>The switch's event logs (CXL 3.x, "Fabric Management Event Records"): what happens at ports and vPPBs, for the manager to read.</content>
public sealed partial class SwitchComponent
{
    private const int RecordsPerLog = 64;

    private readonly EventLogs _events = new(new EventLogRules { RecordsPerLog = RecordsPerLog });
    private readonly MctpEventPolicy _eventPolicy = new();
    private readonly byte[] _record = new byte[EventRecord.Bytes];

    /// <summary>The payload of the Event Notification that the switch now sends to its manager; asking forgets it.</summary>
    public bool TryTakeNotification(out byte[] payload) => _eventPolicy.TryTakeNotification(out payload);

    /// <summary>
    /// An error message of a multi-logical device came up through a port: correctable ones are warnings, others failures (CXL 3.x, "MLD Port
    /// Event Records"). Of another device its host alone learns.
    /// </summary>
    /// <param name="portId">The port.</param>
    /// <param name="type">0 ERR_COR, 1 ERR_NONFATAL, 2 ERR_FATAL.</param>
    /// <param name="ldId">Whose it is.</param>
    /// <param name="now">When it came.</param>
    public void TakeErrorMessage(byte portId, byte type, byte ldId, SimTime now)
    {
        _now = now;
        if (!_ports.TryGetValue(portId, out var port) || port.Device is not { LogicalDevices: > 1 } device) return;

        // A message routed to the root: format and type, no length, the requester (here its LD-ID), no tag, the message's code.
        ReadOnlySpan<byte> codes = [0x30, 0x31, 0x33];
        ReadOnlySpan<byte> message = [0x30, 0, 0, 0, 0, device.NumberAtHead(ldId), 0, codes[type]];
        var log = type == 0 ? EventLogKind.Warning : EventLogKind.Failure;
        new MldPortEvent { Header = HeaderOf(log), Type = type, Port = portId, Message = message }.Write(_record, Timestamp);
        Log(log);
    }

    private ulong Timestamp => _cci.Timestamp.At(_now);

    private void LogPort(PhysicalPort port, PhysicalSwitchEventType type, EventLogKind log = EventLogKind.Informational)
    {
        Span<byte> state = stackalloc byte[PhysicalPort.StateBytes];
        port.WriteState(state, _profile, BindingOf(port));
        var record = new PhysicalSwitchEvent { Header = HeaderOf(log), Type = type, SlotStatus = BridgeOf(port).Slot.SlotStatus, PortState = state };
        record.Write(_record, Timestamp);
        Log(log);
    }

    private void LogVppb(ManagedVcs vcs, ManagedVppb vppb, VirtualSwitchEventType type, EventLogKind log = EventLogKind.Informational)
    {
        Span<byte> binding = stackalloc byte[VppbBytes];
        binding.Clear();
        WriteVppb(binding, vcs, vppb);
        var slot = BridgeOf(vcs, vppb).Slot;
        var record = new VirtualSwitchEvent
        {
            Header = HeaderOf(log),
            Vcs = vcs.Id,
            Vppb = (byte)vppb.Number,
            Type = type,
            Binding = (binding[0], binding[1], binding[2]),
            LinkControl = slot.LinkControl,
            SlotControl = slot.SlotControl,
        };
        record.Write(_record, Timestamp);
        Log(log);
    }

    private void Log(EventLogKind log)
    {
        if (_events.Add(log, _record, Timestamp)) _eventPolicy.LogFilled(log);
    }

    private static EventHeader HeaderOf(EventLogKind log) => new() { Flags = (uint)log };
}
