using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Components.Registers;
using CxlFabricSim.Hosts.Workloads;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts;

/// <content>Functions that come and go while the host runs: what a hot-plug controller and the driver core do.</content>
public sealed partial class HostActor
{
    private readonly HostSlot[] _slots;

    // Of a function that goes: static regions and the driver's capacity that are still in use.
    private readonly int[] _drainsLeft;

    // Functions that are there and of no use to this host. Never iterated.
    private readonly HashSet<(ushort Device, byte LdId)> _strangers = [];

    /// <summary>Functions that came while the host ran.</summary>
    public long FunctionsAdded { get; private set; }

    /// <summary>Functions that went, with a word or without.</summary>
    public long FunctionsRemoved { get; private set; }

    /// <summary>Error messages of functions and of the ports above them.</summary>
    public long PortErrors { get; private set; }

    private void TakeSlotEvent(in Delivery delivery, in MemoryMessage message)
    {
        var (slotEvent, vppb) = SlotMessage.Decode(message.Address);
        if (slotEvent == SlotEvent.ErrorReported)
        {
            PortErrors++;
            return;
        }

        Acknowledge(delivery.Port.Index, message, vppb);
        var function = FindFunction(message);
        if (function < 0)
        {
            TakeStranger(slotEvent, delivery.Port.Index, message);
            return;
        }

        switch (slotEvent)
        {
            case SlotEvent.Added:
                Come(function);
                break;
            case SlotEvent.Removed:
                Vanish(function);
                break;
            case SlotEvent.RemovalRequested:
                Go(function);
                break;
        }
    }

    /// <summary>Clears what the slot's status register says, so that the next change shows.</summary>
    private void Acknowledge(int port, in MemoryMessage slotEvent, byte vppb)
    {
        var (request, data) = SlotRegisters.Acknowledgement;
        Message message = default;
        ref var header = ref message.As<MemoryMessage>();
        header.Kind = MessageKind.ConfigurationRequest;
        header.Address = BridgeAccess.Encode(vppb, request, data);
        header.Source = _ports[port].Id;
        header.Target = slotEvent.Source;
        header.LdId = slotEvent.LdId;
        Outputs[port].Send(message, (int)MessageClass.Io, WireFormat.HeaderBytes, false);
    }

    /// <summary>A function that no region shows: it is enumerated, no driver takes it, and nothing keeps it.</summary>
    private void TakeStranger(SlotEvent slotEvent, int port, in MemoryMessage message)
    {
        var stranger = (message.Source, message.LdId);
        if (slotEvent == SlotEvent.Added)
        {
            if (_strangers.Add(stranger)) FunctionsAdded++;
            return;
        }

        if (_strangers.Remove(stranger)) FunctionsRemoved++;
        if (slotEvent == SlotEvent.RemovalRequested) PowerOff(port, message.Source, message.LdId);
    }

    /// <summary>Its decoders first: memory is online before a driver hands it out.</summary>
    private void Come(int function)
    {
        if (_slots[function] != HostSlot.Absent) return;
        _slots[function] = HostSlot.Coming;
        var (port, device, ldId) = _functions[function];
        Message message = default;
        ref var header = ref message.As<MemoryMessage>();
        header.Kind = MessageKind.RegisterWrite;
        header.Source = _ports[port].Id;
        header.Target = device;
        header.LdId = ldId;
        Outputs[port].SendRecord(message, (int)MessageClass.Io, WireFormat.HeaderBytes, _functions[function].DecoderProgram?.Invoke() ?? []);
    }

    private void TakeRegisterCompletion(in MemoryMessage message)
    {
        var function = FindFunction(message);
        if (function < 0 || _slots[function] != HostSlot.Coming) return;
        if (message.Status != CompletionStatus.Success)
        {
            _slots[function] = HostSlot.Absent;
            return;
        }

        _slots[function] = HostSlot.Present;
        FunctionsAdded++;
        foreach (var region in StaticRegionsOf(function)) _unit.Map(region, WholeOf(region), NowInPicoseconds);
        if (function < _driver.DeviceCount) _driver.Attach(function);
    }

    /// <summary>It is gone: what was mapped of it is no more, and what is in flight comes back with an error.</summary>
    private void Vanish(int function)
    {
        var before = _slots[function];
        _slots[function] = HostSlot.Absent;
        if (before == HostSlot.Present) Unmap(function);
        if (before == HostSlot.Absent) return;
        if (function < _driver.DeviceCount) _driver.Detach(function, Now);
        Leave(function);
    }

    /// <summary>It is asked for: nothing new goes there, and when nothing is in flight any more its slot is powered off.</summary>
    private void Go(int function)
    {
        if (_slots[function] != HostSlot.Present)
        {
            if (_slots[function] != HostSlot.Going) PowerOff(function);
            return;
        }

        _slots[function] = HostSlot.Going;
        _drainsLeft[function] = 1;
        Unmap(function);
        foreach (var region in StaticRegionsOf(function))
        {
            _drainsLeft[function]++;
            _unit.AwaitDrained(region, WholeOf(region), -1 - function);
        }

        if (function < _driver.DeviceCount) _driver.Leave(function);
        else CountDrained(function);
    }

    private void CountDrained(int function)
    {
        if (_slots[function] != HostSlot.Going || --_drainsLeft[function] > 0) return;
        _slots[function] = HostSlot.Absent;
        Leave(function);
        PowerOff(function);
    }

    private void Leave(int function)
    {
        FunctionsRemoved++;
        foreach (var region in StaticRegionsOf(function)) _unit.Forget(region, WholeOf(region));
    }

    private void Unmap(int function)
    {
        foreach (var region in StaticRegionsOf(function)) _unit.Unmap(region, WholeOf(region), NowInPicoseconds);
    }

    private void PowerOff(int function) => PowerOff(_functions[function].Port, _functions[function].Device, _functions[function].LdId);

    private void PowerOff(int port, ushort device, byte ldId)
    {
        Message message = default;
        ref var header = ref message.As<MemoryMessage>();
        header.Kind = MessageKind.SlotPowerOff;
        header.Source = _ports[port].Id;
        header.Target = device;
        header.LdId = ldId;
        Outputs[port].Send(message, (int)MessageClass.Io, WireFormat.HeaderBytes, false);
    }

    private IReadOnlyList<int> StaticRegionsOf(int function) => _functions[function].StaticRegions ?? [];

    private ByteRange WholeOf(int region) => new(0, _unit.Regions[region].Length);

    private int FindFunction(in MemoryMessage message)
    {
        for (var function = 0; function < _functions.Length; function++)
        {
            if (_functions[function].Device == message.Source && _functions[function].LdId == message.LdId) return function;
        }

        return -1;
    }
}
