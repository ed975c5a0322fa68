using System.Numerics;
using System.Runtime.CompilerServices;
using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Actors.Scheduling;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors;

/// <content>How the kernel runs an actor through a window.</content>
public abstract partial class Actor
{
    /// <summary>So many steps at one instant are a loop, not a model.</summary>
    private const int MaxStepsAtOneInstant = 1_000_000;

    private readonly TimerQueue _timers = new();
    private HeadTracker _heads = null!;
    private ulong[] _attended = [];
    private int _attendedCount;
    private long _housekeepingAt = long.MaxValue;
    private int _stepsAtInstant;
    private bool _prefetches;
    private bool _wantsAllTaken;

    /// <summary>The partition that runs this actor.</summary>
    internal Partition? Home { get; private set; }

    /// <summary>Where the partition looks for whoever has something to do.</summary>
    internal Agenda Agenda { get; private set; } = null!;

    /// <summary>The actor's place there.</summary>
    internal int Place { get; private set; }

    /// <summary>When this actor next has something to do.</summary>
    internal long Next { get; set; } = long.MaxValue;

    /// <summary>Says who runs this actor, where it looks for what is due, and whether there are so many that the caches cannot hold them.</summary>
    internal void Join(Partition home, Agenda agenda, int place, bool isInLargeFabric)
    {
        (Home, Agenda, Place) = (home, agenda, place);
        _prefetches = Prefetches && (isInLargeFabric || !PrefetchesSmallState);
        foreach (var port in Outputs) port.IsInLargeFabric = isInLargeFabric;
        foreach (var port in Inputs) port.IsInLargeFabric = isInLargeFabric;
    }

    internal void Prepare()
    {
        _heads = new HeadTracker(Inputs.Length);
        _attended = new ulong[(Outputs.Length + 63) / 64];
    }

    internal void Start()
    {
        OnStart();
        _hotState = [.. HotState()];
        TimersAndGrants(0);
        Next = Math.Min(NextTime(), _departures?.NextTime ?? long.MaxValue);
    }

    /// <summary>Handles everything before <paramref name="end"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Run(long end)
    {
        while (true)
        {
            var time = NextTime();
            if (time >= end)
            {
                Next = _departures == null ? time : LetLeaveAndLook(end);
                return;
            }

            if (time > NowPicoseconds)
            {
                if (_housekeepingAt <= time) CatchUpHousekeeping(time);
                NowPicoseconds = time;
                _stepsAtInstant = 0;
            }

            while (_heads.EarliestTime == time) TakeFrom(Inputs[_heads.EarliestPort], end);
            if (_wantsAllTaken)
            {
                _wantsAllTaken = false;
                OnAllTaken();
            }

            if (_attendedCount != 0)
            {
                LetLeave(time);
                if (PortsThatWait != 0) CreditPhase(time);
            }

            if (_attendedCount != 0 || _timers.NextTime <= time) TimersAndGrants(time);
        }
    }

    /// <summary>What leaves may come back to this actor itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private long LetLeaveAndLook(long end)
    {
        LetLeave(end);
        return Math.Min(NextTime(), _departures!.NextTime);
    }

    /// <summary>Housekeeping that comes before something that happens at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CatchUpBefore(long time)
    {
        if (_housekeepingAt <= time) CatchUpHousekeeping(time);
    }

    /// <summary>Housekeeping up to the end of the run, which no message may have reached.</summary>
    internal void CatchUpHousekeeping(long until)
    {
        while (_housekeepingAt <= until)
        {
            LetLeave(_housekeepingAt);
            var next = OnHousekeeping(new SimTime(_housekeepingAt)).Picoseconds;
            if (next <= _housekeepingAt)
                throw new InvalidOperationException($"{Name}: housekeeping at {new SimTime(_housekeepingAt)} asks to be called again at {new SimTime(next)}");
            _housekeepingAt = next;
        }
    }

    /// <summary>
    /// Sets a timer on behalf of what lies outside the model. Only on the engine's thread between two windows, while an
    /// <see cref="IOutsideWorld"/> is attended to, and not before the edge that it was told of.
    /// </summary>
    protected void SetTimerFromOutside(SimTime time, ulong token)
    {
        if (Home is not { } home || time.Picoseconds < home.Edge)
            throw new ArgumentOutOfRangeException(nameof(time), $"{Name}: nothing from outside can come at {time}: the model has passed it");
        _timers.Add(time.Picoseconds, token);
        LowerNext(time.Picoseconds);
    }

    /// <summary>An empty ring got a message.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void HeadChanged(int port, long time)
    {
        _heads.Lower(port, time);
        LowerNext(time);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void LowerNext(long time) => Agenda.Lower(Place, time);

    /// <summary>Ports at which messages wait for a credit.</summary>
    internal int PortsThatWait { get; set; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Attend(OutputPort port)
    {
        port.IsAttended = true;
        _attended[port.Index >> 6] |= 1UL << port.Index;
        _attendedCount++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CountStep()
    {
        if (++_stepsAtInstant > MaxStepsAtOneInstant) ThrowTooManySteps();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TakeFrom(InputPort port, long end)
    {
        var time = NowPicoseconds;
        var slot = port.Take(out var next);
        _heads.Set(port.Index, next);
        if (_prefetches && next < end && port.PrefetchedAhead <= 0) PrefetchMore(port, end);
        ref var message = ref port.MessageIn(slot);
        var digest = StableHash.Fold(Digest, (ulong)time ^ (ulong)port.Index << 56, message.Word0);
        Digest = StableHash.Fold(digest, message.Word1, message.Word2 ^ BitOperations.RotateLeft(message.Word3, 23));
        Events++;
        LastEvent = new SimTime(time);
        Receive(new Delivery(port, slot));
        if (port.IsKept) port.IsKept = false;
        else port.ReleaseAt(slot, time);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CreditPhase(long now)
    {
        for (var word = 0; word < _attended.Length; word++)
        {
            for (var left = _attended[word]; left != 0; left &= left - 1)
                Outputs[(word << 6) + BitOperations.TrailingZeroCount(left)].CreditPhase(now);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TimersAndGrants(long now)
    {
        while (true)
        {
            while (_timers.NextTime <= now)
            {
                CountStep();
                Events++;
                LastEvent = new SimTime(now);
                OnTimer(_timers.Take());
            }

            if (_attendedCount == 0) return;
            for (var word = 0; word < _attended.Length; word++)
            {
                // A port that asks for attention during the pass is served in it when its turn is still to come.
                for (var left = _attended[word]; left != 0;)
                {
                    var bit = BitOperations.TrailingZeroCount(left);
                    var port = Outputs[(word << 6) + bit];
                    port.GrantPhase(now);
                    if (!port.NeedsAttention)
                    {
                        port.IsAttended = false;
                        _attended[word] &= ~(1UL << bit);
                        _attendedCount--;
                    }

                    left = _attended[word] & ulong.MaxValue << bit << 1;
                }
            }

            if (_timers.NextTime > now) return;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long NextTime()
    {
        var time = Math.Min(_heads.EarliestTime, _timers.NextTime);
        return _attendedCount == 0 ? time : Math.Max(NowPicoseconds, Math.Min(time, EarliestWake()));
    }

    private void ThrowTooManySteps() =>
        throw new InvalidOperationException($"{Name}: more than {MaxStepsAtOneInstant} steps at {Now}: the actor keeps itself busy without time passing");

    private long EarliestWake()
    {
        var earliest = long.MaxValue;
        for (var word = 0; word < _attended.Length; word++)
        {
            for (var left = _attended[word]; left != 0; left &= left - 1)
                earliest = Math.Min(earliest, Outputs[(word << 6) + BitOperations.TrailingZeroCount(left)].WakeTime);
        }

        return earliest;
    }
}
