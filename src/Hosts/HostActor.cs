using System.Runtime.CompilerServices;
using CxlFabricSim.Actors;
using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Actors.Scheduling;
using CxlFabricSim.Actors.Storage;
using CxlFabricSim.Components.Tracing;
using CxlFabricSim.Hosts.AddressMap;
using CxlFabricSim.Hosts.Driver;
using CxlFabricSim.Hosts.Workloads;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts;

/// <summary>A host on the fabric: its load-store unit and its DCD driver behind one set of root ports.</summary>
public sealed partial class HostActor : Actor
{
    // Timer tokens: below this, the tag of a line that no decoder claimed.
    private const ulong StreamStart = 1 << 16;
    private const ulong DriverDeadline = StreamStart + 1;
    private const ulong RootComplexRead = StreamStart + 2;
    private const ulong RootComplexWrite = StreamStart + 3;

    private readonly HostDecode _decode;
    private readonly LoadStoreUnit _unit;
    private readonly DcdDriver _driver;
    private readonly HostFunction[] _functions;
    private readonly int[] _dynamicRegions;
    private readonly (ushort Id, byte LdId)[] _ports;
    private readonly SimTime _undecodedLatency;
    private readonly byte[] _undecodedLine = [.. Enumerable.Repeat((byte)0xFF, Sizes.Line)];
    private TimerHandle _deadline;
    private SimTime _deadlineAt = SimTime.Never;

    /// <param name="name">The actor's name.</param>
    /// <param name="decode">From address to root port.</param>
    /// <param name="unit">Streams and their lines in flight.</param>
    /// <param name="driver">Takes and gives back dynamic capacity.</param>
    /// <param name="functions">The devices of the driver, by its numbers; then those that have static memory alone.</param>
    /// <param name="dynamicRegions">For each region of the driver, the region of the load-store unit.</param>
    /// <param name="portIds">The 12-bit id of each root port.</param>
    /// <param name="undecodedLatency">When an access that leaves through no root port fails.</param>
    /// <param name="portLds">For each root port, the logical device of the device that is attached to it directly; 0 when left out.</param>
    public HostActor(
        string name,
        HostDecode decode,
        LoadStoreUnit unit,
        DcdDriver driver,
        IReadOnlyList<HostFunction> functions,
        IReadOnlyList<int> dynamicRegions,
        IReadOnlyList<ushort> portIds,
        SimTime undecodedLatency,
        IReadOnlyList<byte>? portLds = null)
        : base(name)
    {
        _decode = decode;
        _unit = unit;
        _driver = driver;
        _functions = [.. functions];
        _dynamicRegions = [.. dynamicRegions];
        _ports = [.. portIds.Select((id, port) => (id, portLds?[port] ?? (byte)0))];
        _undecodedLatency = undecodedLatency;
        Prefetches = true;
        PrefetchesSmallState = true;
        _slots = [.. functions.Select(function => function.IsAbsentAtFirst ? HostSlot.Absent : HostSlot.Present)];
        _drainsLeft = new int[_functions.Length];
    }

    public LoadStoreUnit Unit => _unit;

    public DcdDriver Driver => _driver;

    /// <summary>What it saw of sampled requests; null when nobody asked.</summary>
    public RequestTrace? Trace { get; init; }

    protected override void OnStart()
    {
        _driver.Start(device => _slots[device] == HostSlot.Present);
        CarryOutActions();
        foreach (var start in _unit.Streams.Select(stream => stream.Start).Where(start => start > SimTime.Zero).Distinct().Order())
            SetTimer(start, StreamStart);
        ScheduleDemand();
        Continue();
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    protected override void Receive(in Delivery delivery)
    {
        ref var message = ref delivery.Message.As<MemoryMessage>();
        switch (message.Kind)
        {
            case MessageKind.MemoryData:
                if (Trace != null) NoteTrace(message, delivery.Port.Index);
                FoldLine(ref delivery.Line);
                if (_cache is null) _unit.Complete(message, ref delivery.Line, NowInPicoseconds);
                else TakeLine(_cache, message, ref delivery.Line);
                break;
            case MessageKind.WriteCompletion:
                if (Trace != null) NoteTrace(message, delivery.Port.Index);
                if (_cache is null) _unit.Complete(message, ref Unsafe.NullRef<byte>(), NowInPicoseconds);
                else TakeWritten(_cache, message);
                break;
            case MessageKind.Interrupt:
                _driver.Interrupt(FunctionOf(message), (int)message.Address);
                CarryOutActions();
                break;
            case MessageKind.CciResponse:
                TakeResponse(delivery, message);
                CarryOutActions();
                break;
            case MessageKind.SlotChanged:
                TakeSlotEvent(delivery, message);
                CarryOutActions();
                break;
            case MessageKind.RegisterWriteCompletion:
                TakeRegisterCompletion(message);
                CarryOutActions();
                break;
            case MessageKind.ErrorMessage:
                PortErrors++;
                break;
            case MessageKind.ConfigurationCompletion:
                // Only of writes: that they were carried out is all it says.
                break;
            default:
                throw new InvalidOperationException($"{Name}: a host takes no {message.Kind}");
        }

        Continue();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Prefetch(ref Message message, PrefetchList list) => _unit.Prefetch(message.As<MemoryMessage>().Tag);

    protected override IEnumerable<(object Object, int Lines)> HotState() => [.. _unit.HotState(), .. _decode.HotState()];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void OnTimer(ulong token)
    {
        if (token == DriverDeadline)
        {
            _deadlineAt = SimTime.Never;
            _driver.Tick(Now);
            CarryOutActions();
        }
        else if (token >= FirstDemand)
        {
            ReportDemand(token);
        }
        else if (token >= CacheAnswer)
        {
            AnswerFromCache((ushort)(token - CacheAnswer));
        }
        else if (token == StreamWake)
        {
            _wakeAt = SimTime.Never;
        }
        else if (token < StreamStart)
        {
            _unit.CompleteAtHost((ushort)token, CompletionStatus.NotDecoded, ref _undecodedLine[0], NowInPicoseconds);
        }
        else if (token is RootComplexRead or RootComplexWrite)
        {
            LeaveRootComplex(token == RootComplexWrite);
        }

        Continue();
    }

    private long NowInPicoseconds
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Now.Picoseconds;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Continue()
    {
        if (_unit.IsDraining) CarryOutActions();
        if (_cache is null) Issue();
        else IssueThroughCache(_cache);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Issue()
    {
        while (_unit.TryIssue(NowInPicoseconds, out var request))
        {
            if (!_decode.TryRoute(request.Hpa, out var port))
            {
                SetTimer(_undecodedLatency, request.Tag);
                continue;
            }

            if (request.IsWrite) _unit.FillWrite(request.Tag, ref SendWrite(port, request.Hpa, request.Tag));
            else SendRead(port, request.Hpa, request.Tag);
        }

        if (_unit.IsPaced) ScheduleWake();
    }

    private void TakeResponse(in Delivery delivery, MemoryMessage message)
    {
        if (message.Status != CompletionStatus.Success)
        {
            // The function is on its way out, and its port will say so.
            _driver.CciFailed();
            return;
        }

        if (delivery.Record is not { } record || !CciMessage.TryDecode(record, out var response))
            throw new InvalidOperationException($"{Name}: device {message.Source} answered a mailbox command with something else");
        FoldRecord(record);
        _driver.CciCompleted(FunctionOf(message), response!, Now);
    }

    private int FunctionOf(in MemoryMessage message)
    {
        if (FindFunction(message) is >= 0 and var function) return function;
        throw new InvalidOperationException($"{Name}: a {message.Kind} of device {message.Source}, which this host does not drive");
    }

    /// <summary>Does what the driver wants done, which may let a range drain, which may make the driver want more.</summary>
    private void CarryOutActions()
    {
        while (true)
        {
            while (_driver.TryTakeAction(out var action)) CarryOut(action!);
            if (!TryTakeDrained(out var token)) break;
            if (token < 0) CountDrained(-1 - token);
            else _driver.Drained(token, Now);
        }

        var deadline = _driver.NextDeadline;
        if (deadline == _deadlineAt) return;
        CancelTimer(_deadline);
        _deadlineAt = deadline;
        if (deadline != SimTime.Never) _deadline = SetTimer(deadline > Now ? deadline - Now : SimTime.Zero, DriverDeadline);
    }

    private void CarryOut(DriverAction action)
    {
        switch (action)
        {
            case DriverAction.SendRequest send:
                SendRequest(send);
                break;
            case DriverAction.MapCapacity map:
                _unit.Map(_dynamicRegions[map.Region], map.Range, NowInPicoseconds);
                break;
            case DriverAction.DrainCapacity drain:
                _unit.Unmap(_dynamicRegions[drain.Region], drain.Range, NowInPicoseconds);
                AwaitDrained(_dynamicRegions[drain.Region], drain.Range, drain.Token);
                break;
            case DriverAction.UnmapCapacity unmap:
                _unit.Unmap(_dynamicRegions[unmap.Region], unmap.Range, NowInPicoseconds);
                _cache?.Drop(LineOf(_dynamicRegions[unmap.Region], unmap.Range), unmap.Range.Length / Sizes.Line);
                break;
            case DriverAction.PowerOff powerOff:
                CountDrained(powerOff.Device);
                break;
            case DriverAction.ForgetCapacity forget:
                Forget(_dynamicRegions[forget.Region], forget.Range);
                break;
        }
    }

    private void SendRequest(DriverAction.SendRequest send)
    {
        var function = _functions[send.Device];
        Message message = default;
        ref var header = ref message.As<MemoryMessage>();
        header.Kind = MessageKind.CciRequest;
        header.Source = _ports[function.Port].Id;
        header.Target = function.Device;
        header.LdId = function.LdId;
        Outputs[function.Port].SendRecord(message, (int)MessageClass.Io, WireFormat.HeaderBytes, send.Request.Encode());
    }
}
