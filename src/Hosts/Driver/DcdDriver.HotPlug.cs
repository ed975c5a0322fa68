using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Driver;

/// <content>Devices that are there from the start, that come, and that go.</content>
public sealed partial class DcdDriver
{
    /// <summary>Binds to all devices that are there.</summary>
    public void Start(Func<int, bool>? isPresent = null)
    {
        foreach (var function in _functions)
            if (isPresent is null || isPresent(function.Device)) Probe(function);
        SendNext();
    }

    /// <summary>A device has come.</summary>
    public void Attach(int device)
    {
        Probe(_functions[device]);
        SendNext();
    }

    /// <summary>A device is to be removed: gives back all that it gave, then says <see cref="DriverAction.PowerOff"/>.</summary>
    public void Leave(int device)
    {
        _functions[device].IsLeaving = true;
        foreach (var (region, part) in PartsOf(device)) region.ReleaseAll(part);
        SendNext();
    }

    /// <summary>A device has gone without a word.</summary>
    public void Detach(int device, SimTime now)
    {
        _functions[device].Detach();
        foreach (var (region, part) in PartsOf(device)) region.Abandon(part, now);
        SendNext();
    }

    /// <summary>A command could not reach its device.</summary>
    public void CciFailed() => Counters.Errors++;

    /// <summary>Asks a device for interrupts, for what is accepted already, and for what its event logs hold.</summary>
    private static void Probe(DcdFunction function)
    {
        function.IsAttached = true;

        // Interrupts first: what is logged before the logs are read is then found there, what comes later interrupts.
        function.Enqueue(DcdCommand.SetPolicy());
        function.Enqueue(DcdCommand.GetPolicy());
        function.Enqueue(DcdCommand.List(0));
        RequestRead(function);
        ReadMediaLogs(function, vector: null);
    }

    private void FinishLeaving()
    {
        foreach (var function in _functions)
        {
            if (!function.IsLeaving || !function.IsIdle) continue;
            if (PartsOf(function.Device).Any(held => held.Region.HoldsAny(held.Part))) continue;
            function.Detach();
            _actions.Enqueue(new DriverAction.PowerOff(function.Device));
        }
    }

    private IEnumerable<(RegionCapacity Region, int Part)> PartsOf(int device)
    {
        foreach (var region in _regions)
        {
            for (var part = 0; part < region.Definition.Parts.Count; part++)
                if (region.Definition.Parts[part].Device == device) yield return (region, part);
        }
    }
}
