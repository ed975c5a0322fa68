using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Driver;

/// <summary>
/// The dynamic capacity driver of one host, over all its devices and the regions programmed on them. Inputs are calls;
/// what is to be done comes out of <see cref="TryTakeAction"/>, which the caller empties after each call.
/// </summary>
public sealed partial class DcdDriver : IRegionOutputs
{
    private readonly DcdFunction[] _functions;
    private readonly RegionCapacity[] _regions;
    private readonly Queue<DriverAction> _actions = new();
    private int _lastToken;

    /// <param name="deviceCount">Device functions with a mailbox, numbered from 0.</param>
    /// <param name="regions">The regions over dynamic capacity; none overlaps another on a device.</param>
    /// <param name="partnerTimeout">
    /// How long a part of an interleaved range is held without its partners before it is given back;
    /// <see cref="SimTime.Never"/> to hold it for good.
    /// </param>
    public DcdDriver(int deviceCount, IReadOnlyList<DynamicRegion> regions, SimTime partnerTimeout)
    {
        foreach (var part in regions.SelectMany(region => region.Parts))
        {
            if ((uint)part.Device >= (uint)deviceCount)
                throw new ArgumentException($"a region names device {part.Device} of {deviceCount}", nameof(regions));
        }
        _functions = [.. Enumerable.Range(0, deviceCount).Select(device => new DcdFunction(device))];
        _regions = [.. regions.Select(region => new RegionCapacity(region, partnerTimeout, this))];
    }

    public int DeviceCount => _functions.Length;

    public DriverCounters Counters { get; } = new();

    /// <summary>When <see cref="Tick"/> has something to do next.</summary>
    public SimTime NextDeadline => _regions.Length == 0 ? SimTime.Never : _regions.Min(region => region.NextDeadline);

    public bool TryTakeAction(out DriverAction? action) => _actions.TryDequeue(out action);

    /// <summary>A device says that an event log is no longer empty: one of those with this message number.</summary>
    public void Interrupt(int device, int vector)
    {
        Counters.Interrupts++;
        var function = _functions[device];
        if (!function.IsAttached) return;
        if (IsVectorOf(function, DcdPayloads.DynamicCapacityLog, vector)) RequestRead(function);
        ReadMediaLogs(function, vector);
        SendNext();
    }

    /// <summary>A device has answered the request that was sent to it.</summary>
    public void CciCompleted(int device, CciMessage response, SimTime now)
    {
        var function = _functions[device];
        if (!function.TryComplete(response, out var command)) return;
        if (response.ReturnCode != MailboxReturnCode.Success) Counters.Errors++;
        switch (command.Opcode)
        {
            case Opcode.GetEventInterruptPolicy: OnPolicy(function, response); break;
            case Opcode.GetEventRecords when command.Log != DcdPayloads.DynamicCapacityLog: OnMediaRecords(function, command.Log, response); break;
            case Opcode.ClearEventRecords when command.Log != DcdPayloads.DynamicCapacityLog: OnMediaCleared(function, command.Log, response); break;
            case Opcode.GetEventRecords: OnRecords(function, response, now); break;
            case Opcode.ClearEventRecords: OnCleared(function, command, response); break;
            case Opcode.GetDynamicCapacityExtentList: OnExtentList(function, response, now); break;
            case Opcode.AddDynamicCapacityResponse: OnOfferAnswered(function, command, response, now); break;
            case Opcode.ReleaseDynamicCapacity: OnReleased(function, command, response); break;
        }
        SendNext();
    }

    /// <summary>No access is in flight any more where <see cref="DriverAction.DrainCapacity"/> with this token asked for it.</summary>
    public void Drained(int token, SimTime now)
    {
        if (!Array.Exists(_regions, region => region.TryFinishDrain(token, now)))
            throw new InvalidOperationException($"drain {token} has ended, but it is not one of those asked for");
        SendNext();
    }

    /// <summary>Gives back what has waited too long for its partners on other devices.</summary>
    public void Tick(SimTime now)
    {
        foreach (var region in _regions) Counters.PartsGivenBack += region.Expire(now);
        SendNext();
    }

    void IRegionOutputs.Emit(DriverAction action) => _actions.Enqueue(action);

    void IRegionOutputs.GiveBack(IReadOnlyList<CapacitySlice> slices, bool isSecondTry) =>
        _functions[slices[0].Device].Enqueue(DcdCommand.Release(slices, isSecondTry));

    int IRegionOutputs.NextToken() => ++_lastToken;

    private void SendNext()
    {
        FinishLeaving();
        for (var device = 0; device < _functions.Length; device++)
        {
            if (_functions[device].TakeNext() is { } request) _actions.Enqueue(new DriverAction.SendRequest(device, request));
        }
    }
}
