using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Hosts.Workloads;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts;

/// <content>Functions that come and go while the host runs: what a hot-plug controller and the driver core do.</content>
public sealed partial class HostActor
{
    private readonly HostSlot[] _slots;

    // Of a function that goes: static regions and the driver's capacity that are still in use.
    private readonly int[] _drainsLeft;

    /// <summary>Functions that came while the host ran.</summary>
    public long FunctionsAdded { get; private set; }

    /// <summary>Functions that went, with a word or without.</summary>
    public long FunctionsRemoved { get; private set; }

    /// <summary>Errors that ports above functions reported.</summary>
    public long PortErrors { get; private set; }

    private void TakeSlotEvent(in Delivery delivery, in MemoryMessage message)
    {
        var slotEvent = (SlotEvent)message.Address;
        if (slotEvent == SlotEvent.ErrorReported)
        {
            PortErrors++;
            return;
        }

        var function = FindFunction(message);
        if (function < 0)
        {
            // No region shows the device and no driver has it: nothing keeps it.
            if (slotEvent == SlotEvent.RemovalRequested) PowerOff(delivery.Port.Index, message.Source, message.LdId);
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
            AwaitDrained(region, WholeOf(region), -1 - function);
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
        foreach (var region in StaticRegionsOf(function)) Forget(region, WholeOf(region));
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
