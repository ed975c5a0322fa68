using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Actors.Scheduling;
using CxlFabricSim.Actors.Storage;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors;

/// <summary>
/// A logical process: it owns its state, takes messages in time order, sends through its ports and sets timers on itself.
/// Nothing else reaches it. What happens to it at one instant happens in this order: arrivals by port, credits, timers in
/// the order in which they were set, and last the grants of its pulled ports.
/// </summary>
public abstract partial class Actor
{
    protected Actor(string name) => Name = name;

    public string Name { get; }

    /// <summary>The actor's number in its model: statistics and digests are merged in this order.</summary>
    public int Id { get; internal set; } = -1;

    public ImmutableArray<InputPort> Inputs { get; private set; } = [];

    public ImmutableArray<OutputPort> Outputs { get; private set; } = [];

    /// <summary>Messages taken and timers fired.</summary>
    public long Events { get; private set; }

    /// <summary>When the actor last took a message or a timer.</summary>
    public SimTime LastEvent { get; private set; }

    /// <summary>Virtual time as this actor sees it.</summary>
    public SimTime Now
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(NowPicoseconds);
    }

    internal long NowPicoseconds { get; private set; }

    /// <summary>The digest of all messages taken so far, and of what the actor added to it.</summary>
    internal ulong Digest { get; private set; }

    /// <summary>Called once at time zero, before any message.</summary>
    protected internal virtual void OnStart()
    {
    }

    /// <summary>A message has arrived. It must be taken now; to keep it in its slot, hold the delivery.</summary>
    protected internal abstract void Receive(in Delivery delivery);

    /// <summary>All messages that arrive at this instant have been taken, and <see cref="CallWhenAllTaken"/> was said: comes before credits and timers.</summary>
    protected internal virtual void OnAllTaken()
    {
    }

    /// <summary>A timer set by this actor is due.</summary>
    protected internal virtual void OnTimer(ulong token)
    {
    }

    /// <summary>A pulled port is free and has credit for something wanted: send one message.</summary>
    protected internal virtual void OnReady(OutputPort port)
    {
    }

    /// <summary>
    /// A message that arrives soon is in its slot: start loading what it will touch, or, where that is far away in memory, add it to the
    /// list of what is fetched together with others' next. Nothing else may be done here; the time of the call depends on the engine.
    /// </summary>
    protected internal virtual void Prefetch(ref Message message, PrefetchList list)
    {
    }

    /// <summary>
    /// Housekeeping (a sample, for example) that never sends, sets no timer and keeps no run alive. It sees the state that
    /// held just before <paramref name="time"/>, and may be called later than that, when the next thing happens here.
    /// Returns the time of the next call, or <see cref="SimTime.Never"/>.
    /// </summary>
    protected internal virtual SimTime OnHousekeeping(SimTime time) => _observer is null ? SimTime.Never : _observer(time);

    /// <summary>What the actor adds to the digest when the run has ended: memory, for example.</summary>
    protected internal virtual ulong DigestOfState() => 0;

    /// <summary>Whether <see cref="Prefetch"/> is called: for all messages of a window before it begins, as far as possible.</summary>
    protected bool Prefetches { get; init; }

    /// <summary>True when <see cref="Prefetch"/> is for state that the caches hold anyway, unless the fabric is large.</summary>
    protected bool PrefetchesSmallState { get; init; }

    /// <summary>Sets a timer; with a delay of zero it fires at this instant, after all that is due.</summary>
    protected TimerHandle SetTimer(SimTime delay, ulong token)
    {
        if (delay < SimTime.Zero) throw new ArgumentOutOfRangeException(nameof(delay), $"{Name}: a timer of {delay} lies in the past");
        return _timers.Add(checked(NowPicoseconds + delay.Picoseconds), token);
    }

    /// <summary>Takes a timer back; false when it has fired or was taken back already.</summary>
    protected bool CancelTimer(TimerHandle timer) => _timers.Remove(timer);

    /// <summary>
    /// Asked while taking a message: true when a pulled port's arbiter would find the line free, a credit, and nothing but this message to
    /// send, unless another one for the port arrives at this instant. Sending as soon as there can be none comes to the same as the arbiter.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected bool MaySendAtOnce(OutputPort port, int messageClass) => _timers.NextTime > NowPicoseconds && port.IsIdleFor(messageClass);

    /// <summary>Asked while taking a message: whether it is the last one that arrives at this instant.</summary>
    protected bool IsLastArrival
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _heads.EarliestTime > NowPicoseconds;
    }

    /// <summary>Said while taking a message: <see cref="OnAllTaken"/> is wanted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void CallWhenAllTaken() => _wantsAllTaken = true;

    protected void ScheduleHousekeeping(SimTime time) => _housekeepingAt = time.Picoseconds;

    /// <summary>Ends the run at a time that lies at least twice the model's longest channel ahead: no actor is farther ahead of another.</summary>
    protected void AnnounceStop(SimTime time)
    {
        var earliest = NowPicoseconds + 2 * LongestChannel;
        if (time.Picoseconds < earliest)
            throw new ArgumentOutOfRangeException(nameof(time), $"{Name}: a stop at {time} cannot reach everyone: {new SimTime(earliest)} is the earliest");
        Home!.NoteStop(time.Picoseconds);
    }

    /// <summary>Folds data that this actor received into the digest: the line that a read returned, once, at the requester.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void FoldLine(ref byte line)
    {
        ref var words = ref Unsafe.As<byte, ulong>(ref line);
        var left = StableHash.Fold(words, Unsafe.Add(ref words, 1), Unsafe.Add(ref words, 2));
        var right = StableHash.Fold(Unsafe.Add(ref words, 3), Unsafe.Add(ref words, 4), Unsafe.Add(ref words, 5));
        Digest = StableHash.Fold(Digest ^ left, right ^ Unsafe.Add(ref words, 6), Unsafe.Add(ref words, 7));
    }

    /// <summary>Folds a record into the digest.</summary>
    protected void FoldRecord(ReadOnlySpan<byte> record)
    {
        foreach (var value in record) Digest = StableHash.Fold(Digest, value, (ulong)record.Length);
    }

    internal long LongestChannel { get; set; }

    internal InputPort AddInput(int channel, string name, int slots, long latency)
    {
        var port = new InputPort(this, Inputs.Length, channel, name, slots, latency);
        Inputs = Inputs.Add(port);
        return port;
    }

    internal OutputPort AddOutput(int channel, string name, ChannelOptions options)
    {
        var port = new OutputPort(this, Outputs.Length, channel, name, options);
        Outputs = Outputs.Add(port);
        return port;
    }
}
