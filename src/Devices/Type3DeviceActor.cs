using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using CxlFabricSim.Actors;
using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Actors.Scheduling;
using CxlFabricSim.Actors.Storage;
using CxlFabricSim.Components.Ras;
using CxlFabricSim.Components.Tracing;
using CxlFabricSim.Devices.Management;
using CxlFabricSim.Devices.Timing;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices;

/// <summary>
/// A Type 3 device on the fabric. Its constant latency is the output port's delay; <see cref="DeviceTiming"/> says what comes on top.
/// The first ports are the CXL links, one a head; then comes the management interface when there is one. Logical devices are numbered
/// over all heads.
/// </summary>
public sealed partial class Type3DeviceActor : Actor
{
    // In place of a logical device's number: the FM-owned one, or all of them.
    private const byte FmOwned = 0xFF;

    // Mailbox payloads are at most 1 MiB; nothing that a device here answers comes near this.
    private const int MaxPayload = 1 << 16;

    private readonly Type3Device _device;
    private readonly LogicalDevice[] _logicalDevices;
    private readonly ushort[] _hosts;
    private readonly int[] _ports;
    private readonly int _management;
    private readonly ushort _id;
    private readonly DeviceTiming _timing;
    private readonly QueueEntries? _queue;

    private readonly SimTime[] _backgroundDue;
    private readonly TimerHandle[] _backgroundTimers;
    private byte[]? _payload;

    // Whoever set the policy of Event Notification last is the one to be notified.
    private int _notified;

    /// <param name="name">The actor's name.</param>
    /// <param name="device">What the device does; the actor does not dispose it.</param>
    /// <param name="id">The 12-bit id by which messages name the device.</param>
    /// <param name="timing">When it answers.</param>
    /// <param name="hosts">For each logical device, the id of the host port it is bound to; 0 while it is unbound.</param>
    /// <param name="ports">For each logical device, the port of its head; all have port 0 when left out.</param>
    public Type3DeviceActor(string name, Type3Device device, ushort id, DeviceTiming timing, IReadOnlyList<ushort> hosts, IReadOnlyList<int>? ports = null)
        : base(name)
    {
        _device = device;
        _logicalDevices = [.. device.LogicalDevices];
        _hosts = [.. hosts];
        _ports = ports is null ? new int[_logicalDevices.Length] : [.. ports];
        _management = _ports.Max() + 1;
        _notified = _management;
        _id = id;
        _timing = timing;
        _queue = timing.Queue;
        _turns = [.. _logicalDevices.Select(_ => new Queue<Waiting>())];
        timing.Quality = device.Quality;
        _backgroundDue = new SimTime[_logicalDevices.Length];
        Array.Fill(_backgroundDue, SimTime.Never);
        _backgroundTimers = new TimerHandle[_logicalDevices.Length];
        _aside = new int[_logicalDevices.Length];
        Interrupts = new long[_logicalDevices.Length];
        Prefetches = true;
    }

    public Type3Device Device => _device;

    public DeviceTiming Timing => _timing;

    /// <summary>What it saw of sampled requests; null when nobody asked.</summary>
    public RequestTrace? Trace { get; init; }

    /// <summary>Interrupts sent for each logical device.</summary>
    public long[] Interrupts { get; }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    protected override void Receive(in Delivery delivery)
    {
        ref var message = ref delivery.Message.As<MemoryMessage>();
        switch (message.Kind)
        {
            case MessageKind.MemoryRead:
                Read(delivery, ref message);
                break;
            case MessageKind.MemoryWrite:
                Write(delivery, ref message);
                break;
            case MessageKind.CciRequest:
                Execute(delivery, message);
                break;
            case MessageKind.RegisterWrite:
                WriteRegisters(delivery, message);
                break;
            case MessageKind.LdReset:
                Detach(delivery.Port.Index, message.LdId);
                break;
            default:
                throw new InvalidOperationException($"{Name}: a device takes no {message.Kind}");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Prefetch(ref Message message, PrefetchList list)
    {
        ref var request = ref message.As<MemoryMessage>();
        if (request.Kind <= MessageKind.MemoryWrite && request.LdId < _logicalDevices.Length
            && _logicalDevices[request.LdId].TryPrefetch(request.Address, list, out var line)) _timing.Prefetch(line);
    }

    protected override IEnumerable<(object Object, int Lines)> HotState() =>
        [(_logicalDevices, 1), (_timing, 2), .. _timing.HotState(), .. _logicalDevices.SelectMany(ld => ld.HotState())];

    protected override void OnTimer(ulong token)
    {
        var ld = (int)token;
        _backgroundDue[ld] = SimTime.Never;
        _device.Advance(ld, Now);
        SendInterrupts();
    }

    protected override ulong DigestOfState() => _device.MemoryDigest();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Read(in Delivery delivery, ref MemoryMessage request)
    {
        var now = Now.Picoseconds;
        var ld = _logicalDevices[request.LdId];
        ref var source = ref ld.FindForRead(request.Address, out var status);
        var entered = now;
        request.Load = LoadNow();
        if ((_queue != null || _room == 0) && !TryEnter(now, out entered))
        {
            Unsafe.CopyBlockUnaligned(ref delivery.Line, ref source, Sizes.Line);
            Hold(delivery, ref request, status, ld.LastLine);
            return;
        }

        ref var line = ref Answer(request, delivery.Port.Index, status, ld.LastLine, now, ref entered);
        Unsafe.CopyBlockUnaligned(ref line, ref source, Sizes.Line);
        delivery.ReleaseAt(new SimTime(entered));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Write(in Delivery delivery, ref MemoryMessage request)
    {
        var now = Now.Picoseconds;
        var ld = _logicalDevices[request.LdId];
        var status = ld.Write(request.Address, ref delivery.Line);
        var entered = now;
        request.Load = LoadNow();
        if ((_queue != null || _room == 0) && !TryEnter(now, out entered))
        {
            Hold(delivery, ref request, status, ld.LastLine);
            return;
        }

        Answer(request, delivery.Port.Index, status, ld.LastLine, now, ref entered);
        delivery.ReleaseAt(new SimTime(entered));
    }

    /// <summary>How loaded the device is: answers that have gone out of it before now have given back their entries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private DevLoad LoadNow()
    {
        var load = DevLoad.Light;
        if (_queue != null)
        {
            LetLeave(Now - _onItsWay);
            load = _queue.LoadAt(Now.Picoseconds);
        }

        return _timing.Quality is { IsActive: true } quality ? CongestedLoad(quality, load) : load;
    }

    private DevLoad CongestedLoad(QualityOfService quality, DevLoad load)
    {
        LetLeave(Now);
        if (_held.TryPeek(out var oldest)) quality.Hold(oldest.Came, Now.Picoseconds);
        return quality.LoadAt(Now.Picoseconds, load);
    }

    /// <summary>Sends the answer to an access, at its time; returns the line beside it. Says when the request's slot can be given back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte Answer(in MemoryMessage request, int portNumber, CompletionStatus status, ulong line, long came, ref long entered)
    {
        var isWrite = request.Kind == MessageKind.MemoryWrite;
        _timing.Take(came, entered, request.LdId, line, isWrite, out var times);
        var port = Outputs[portNumber];
        if (Trace != null) NoteTrace(request, times, came, port.Delay);
        entered = times.Entered;
        if (times.IsLimited) times.IsLimited = TryStandAside(request.LdId, portNumber, entered);
        var kind = isWrite ? MessageKind.WriteCompletion : MessageKind.MemoryData;
        var messageClass = isWrite ? (int)MessageClass.NoDataResponse : (int)MessageClass.DataResponse;
        var response = Respond(request, kind, status, times);
        if (_timing.IsInOrder)
        {
            ref var answer = ref port.Send(response, messageClass, !isWrite, times.Answered);
            if (port.IsWaiting(messageClass)) _room--;
            return ref answer;
        }

        if (!times.IsLimited) _room--;
        return ref SendAt(times.Answered, port, response, messageClass, !isWrite);
    }

    private void NoteTrace(in MemoryMessage request, in AccessTimes times, long came, long delay)
    {
        if (!Trace!.Takes(request.Tag)) return;
        var begun = came + times.Wait;
        if (times.Wait > 0) Trace.Note(request.Source, request.Tag, TraceStage.DeviceWait, came, begun);
        Trace.Note(request.Source, request.Tag, TraceStage.Device, begun, times.Answered + delay);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Message Respond(in MemoryMessage request, MessageKind kind, CompletionStatus status, in AccessTimes times)
    {
        var message = Respond(request, kind, status);
        ref var response = ref message.As<MemoryMessage>();
        response.DeviceWait = (uint)Math.Min(times.Wait, uint.MaxValue);
        response.MediumTime = (uint)Math.Min(times.Medium, uint.MaxValue);
        response.Load = request.Load;
        response.IsLimited = times.IsLimited;
        response.RequestWait = request.RequestWait;
        return message;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Message Respond(in MemoryMessage request, MessageKind kind, CompletionStatus status)
    {
        Message message = default;
        ref var response = ref message.As<MemoryMessage>();
        response.Source = _id;
        response.Target = request.Source;
        response.Tag = request.Tag;
        response.Kind = kind;
        response.LdId = request.LdId;
        response.Status = status;
        return message;
    }

    private void Execute(in Delivery delivery, MemoryMessage request)
    {
        if (delivery.Record is not { } record || !CciMessage.TryDecode(record, out var command) || command!.IsResponse)
            throw new InvalidOperationException($"{Name}: a CCI request without a readable CCI message");
        FoldRecord(record);
        _payload ??= new byte[MaxPayload];
        var written = 0;
        var isHost = delivery.Port.Index < _management && request.LdId != FmOwned;

        // By its first commands a host says where interrupts are to go.
        if (isHost) _hosts[request.LdId] = request.Source;
        var returnCode = isHost
            ? _device.Execute(request.LdId, command.Opcode, command.Payload.Span, _payload, Now, out written)
            : request.Address == WireFormat.LdIo
                ? _device.ExecuteLdIo(command.Opcode, command.Payload.Span, _payload, Now, out written)
            : command.Opcode == Opcode.InjectFault && delivery.Port.Index >= _management
                ? _device.InjectFault(command.Payload.Span, Now)
                : _device.ExecuteManagement(command.Opcode, command.Payload.Span, _payload, Now, out written);
        if (command.Opcode == Opcode.SetMctpEventInterruptPolicy) _notified = delivery.Port.Index;
        var answer = command.Respond(returnCode, _payload.AsSpan(0, written).ToArray());
        var response = Respond(request, MessageKind.CciResponse, CompletionStatus.Success);
        Outputs[delivery.Port.Index].SendRecord(response, (int)MessageClass.Io, WireFormat.HeaderBytes, answer.Encode());
        SendInterrupts();
        while (_device.TryTakeErrorMessage(out var ld, out var signal)) SendErrorMessage(ld, signal);
        WatchBackground();
    }

    /// <summary>Dword offsets into the HDM decoder capability and values, u32 each, in the order in which the host writes them.</summary>
    private void WriteRegisters(in Delivery delivery, in MemoryMessage request)
    {
        var record = delivery.Record ?? throw new InvalidOperationException($"{Name}: a register write without registers");
        FoldRecord(record);
        _hosts[request.LdId] = request.Source;
        for (var rest = record.AsSpan(); rest.Length >= 2 * sizeof(uint); rest = rest[(2 * sizeof(uint))..])
        {
            var offset = BinaryPrimitives.ReadInt32LittleEndian(rest);
            _device.WriteDecoderRegister(request.LdId, offset, BinaryPrimitives.ReadUInt32LittleEndian(rest[sizeof(uint)..]));
        }

        var response = Respond(request, MessageKind.RegisterWriteCompletion, CompletionStatus.Success);
        Outputs[delivery.Port.Index].Send(response, (int)MessageClass.Io, false);
    }

    /// <summary>A reset of a whole link reaches the logical devices of its head.</summary>
    private void Detach(int port, byte ldId)
    {
        for (var ld = 0; ld < _logicalDevices.Length; ld++)
        {
            if (ldId == FmOwned ? _ports[ld] != port : ld != ldId) continue;
            _device.Detach(ld, Now);
            _hosts[ld] = 0;
        }

        WatchBackground();
    }

    /// <summary>A timer stands at the end of each background operation that a command left running.</summary>
    private void WatchBackground()
    {
        for (var ld = 0; ld < _logicalDevices.Length; ld++)
        {
            var due = _device.BackgroundDue(ld);
            if (due == _backgroundDue[ld]) continue;
            if (_backgroundDue[ld] != SimTime.Never) CancelTimer(_backgroundTimers[ld]);
            _backgroundDue[ld] = due;
            if (due != SimTime.Never) _backgroundTimers[ld] = SetTimer(due - Now, (ulong)ld);
        }
    }

    private void SendInterrupts()
    {
        for (var ld = 0; ld < _logicalDevices.Length; ld++)
        {
            for (var left = _device.TakeInterrupts(ld); left != 0; left &= left - 1)
            {
                // Without a host nobody is there to be interrupted: the records wait in the log until somebody reads it.
                if (_hosts[ld] != 0) SendInterrupt(ld, (uint)BitOperations.TrailingZeroCount(left));
            }
        }

        if (_device.TryTakeNotification(out var notification)) Notify(notification);
    }

    /// <summary>Event Notification: a request of the device to the fabric manager, who set the policy over the same port.</summary>
    private void Notify(byte[] notification)
    {
        Message message = default;
        ref var header = ref message.As<MemoryMessage>();
        header.Kind = MessageKind.CciRequest;
        header.Source = _id;
        var request = CciMessage.Request(0, Opcode.EventNotification, notification);
        Outputs[_notified].SendRecord(message, (int)MessageClass.Io, WireFormat.HeaderBytes, request.Encode());
    }

    /// <summary>Also of a logical device without a host: the switch above takes note of it.</summary>
    private void SendErrorMessage(int ld, RasSignal signal)
    {
        Message message = default;
        ref var error = ref message.As<MemoryMessage>();
        error.Address = (ulong)signal - (ulong)RasSignal.Correctable;
        error.Source = _id;
        error.Target = _hosts[ld];
        error.Kind = MessageKind.ErrorMessage;
        error.LdId = (byte)ld;
        Outputs[_ports[ld]].Send(message, (int)MessageClass.Io, WireFormat.HeaderBytes, false);
    }

    private void SendInterrupt(int ld, uint vector)
    {
        Interrupts[ld]++;
        Message message = default;
        ref var interrupt = ref message.As<MemoryMessage>();
        interrupt.Address = vector;
        interrupt.Source = _id;
        interrupt.Target = _hosts[ld];
        interrupt.Kind = MessageKind.Interrupt;
        interrupt.LdId = (byte)ld;
        Outputs[_ports[ld]].Send(message, (int)MessageClass.Io, false);
    }
}
