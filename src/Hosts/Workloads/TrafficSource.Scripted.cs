using CxlFabricSim.Hosts.Workloads.Traces;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Workloads;

/// <content>Streams that do more than choose an address and a direction whenever there is room: pace, mixes, phases, posted writes.</content>
public sealed partial class TrafficSource
{
    private static readonly PaceSettings Unpaced = new();

    private readonly ulong _salt;
    private PhaseStatistics[] _phaseStatistics = [];

    // Null for a plain stream, and for no other.
    private RequestPacer? _pacer;
    private int _phaseIndex;
    private long _phaseEnd = long.MaxValue;
    private bool _hasPhaseBegun;
    private ulong _mixed;
    private KeyValueMix? _keyValue;
    private OperationStatistics?[] _operations = [];
    private TraceReplay? _replay;
    private bool _isPosted;

    // Behind the slots of accesses: lines of posted writes that are not answered are all its lines.
    private int _sink;

    // At the end of the phase before: what the stream has counted since is the phase's.
    private (long Reads, long Writes, long Bytes, long Errors) _before;

    /// <summary>One for each phase; none for a stream without.</summary>
    public IReadOnlyList<PhaseStatistics> Phases
    {
        get
        {
            CountPhase();
            return _phaseStatistics;
        }
    }

    /// <summary>One for each kind of operation that the stream is to make; none without a key-value mix.</summary>
    public IEnumerable<OperationStatistics> Operations => _operations.OfType<OperationStatistics>();

    /// <summary>Accesses of the trace that the host made outside the stream's region, and that others may replay.</summary>
    public long TracedElsewhere => _replay?.Elsewhere ?? 0;

    /// <summary>Whether its writes go past caches.</summary>
    internal bool IsNonTemporal => _phase.Mix is { IsNonTemporal: true };

    /// <summary>Whether it may have to be asked again though nothing has happened.</summary>
    internal bool IsPaced => _pacer != null;

    private int AccessesInFlight => _sink - _freeCount - _pacer!.Resting;

    private int ScriptedInFlight => AccessesInFlight + _accesses[_sink].LinesLeft;

    private long ScriptedLeft
    {
        get
        {
            if (_replay != null) return _left == 0 || _replay.IsAtEnd ? 0 : 1;
            var left = LeftOf(_phase, IsEndedByTime(_phaseIndex), _left);
            for (var phase = _phaseIndex + 1; phase < _settings.Phases.Count; phase++)
                left += LeftOf(_settings.Phases[phase].Settings, IsEndedByTime(phase), _settings.Phases[phase].Settings.Count);
            return left;
        }
    }

    private bool HasNextPhase => _phaseIndex + 1 < _settings.Phases.Count;

    /// <summary>When the stream may issue though nothing happens before; never when it waits for something else than time.</summary>
    internal long NextWake(long now)
    {
        if (_pacer is null || _current != None || now < _settings.Start.Picoseconds) return long.MaxValue;
        var next = long.MaxValue;
        if (_left > 0 && _slots > 0 && now < _phaseEnd)
        {
            var ready = _freeCount > 0 ? now : _pacer.ReadyAt;
            if (ready != long.MaxValue && AccessesInFlight < _phase.Outstanding) next = Math.Max(ready, Math.Max(_pacer.DueAt, _replay?.DueAt ?? 0));
        }

        if (HasNextPhase && _phaseEnd > now) next = Math.Min(next, _phaseEnd);
        return next > now && next < _settings.Stop.Picoseconds ? next : long.MaxValue;
    }

    private static long LeftOf(StreamSettings settings, bool isEndedByTime, long left) => isEndedByTime || settings.Count == long.MaxValue ? 0 : left;

    private static int LinesOf(StreamSettings settings) => checked((int)(settings.AccessBytes / Sizes.Line));

    private static ulong ThresholdOf(StreamSettings settings) =>
        settings.ReadShare >= 1 ? ulong.MaxValue : (ulong)(settings.ReadShare * (1UL << 53)) << 11;

    private AddressPattern PatternOf(StreamSettings settings) =>
        new(settings.Pattern, Math.Max(1, settings.StrideBytes / settings.AccessBytes), settings.Skew, _salt);

    private bool IsEndedByTime(int phase) => _settings.Phases.Count > 0 && _settings.Phases[phase].Duration != SimTime.Never;

    private void BecomeScripted(int outstanding)
    {
        _sink = outstanding;
        _pacer = new RequestPacer(_phase.Pace ?? Unpaced, outstanding, _random);
        _phaseStatistics = [.. _settings.Phases.Select(phase => new PhaseStatistics(phase.Name))];
        var mixes = _settings.Phases.Select(phase => phase.Settings.KeyValue).DefaultIfEmpty(_settings.KeyValue).OfType<KeyValueSettings>().ToList();
        if (mixes.Count > 0)
        {
            _operations = [.. Enum.GetValues<OperationKind>()
                .Select(kind => mixes.Any(mix => mix.Shares[(int)kind] > 0) ? new OperationStatistics(kind) : null)];
        }

        _keyValue = KeyValueOf(_phase);
        if (_settings.Trace is { } trace) _replay = new TraceReplay(trace, _region, _settings.Start);
        _resumed = new int[outstanding];
        _places = new (ulong, int)[outstanding];
    }

    private KeyValueMix? KeyValueOf(StreamSettings settings) => settings.KeyValue is { } mix ? new KeyValueMix(mix, _salt) : null;

    private bool TryBeginScripted(long now)
    {
        while (_pacer!.TryWake(now, out var rested)) _free[_freeCount++] = rested;
        if (_resumedCount > 0) return Resume();
        if (now < _settings.Start.Picoseconds || now >= _settings.Stop.Picoseconds) return false;
        if ((_left == 0 || now >= _phaseEnd) && !TryEnterNextPhase()) return false;
        if (!HasSlots()) return false;
        if (!_hasPhaseBegun) BeginPhase(now);
        if (_freeCount == 0 || AccessesInFlight >= _phase.Outstanding || now < _pacer.DueAt) return false;
        if (_replay != null && !MayReplay(now)) return false;
        Begin(now);
        return true;
    }

    private void Begin(long now)
    {
        var kind = OperationKind.Read;
        if (_keyValue != null) kind = ChooseOperation();
        else if (_replay != null) TakeReplayed();
        else ChooseAccess();
        _isPosted = _isWrite && _phase.IsPosted;
        _line = 0;
        _current = _free[--_freeCount];
        _left--;
        _places[_current] = (_position, _region.Space.Generation);
        _accesses[_current] = new Access { Started = _pacer!.Issue(now), LinesLeft = _lines, IsWrite = _isWrite, Kind = kind };
        if (FirstIssue == SimTime.Never) FirstIssue = new SimTime(now);
        if (_phaseStatistics.Length > 0 && _phaseStatistics[_phaseIndex] is { } phase && phase.FirstIssue == SimTime.Never)
            phase.FirstIssue = new SimTime(now);
    }

    // Capacity that the trace goes to and that is not there yet holds up what comes behind, as it would hold up the program.
    private bool MayReplay(long now)
    {
        if (!_replay!.TryPeek())
        {
            _left = 0;
            return false;
        }

        return now >= _replay.DueAt && (IsRaw || _region.Space.IsMapped(_replay.RegionOffset, (ulong)_replay.Lines * Sizes.Line));
    }

    private void TakeReplayed()
    {
        _position = _replay!.RegionOffset;
        _lines = _replay.Lines;
        _isWrite = _replay.IsWrite;
        _replay.Take();
    }

    private void ChooseAccess()
    {
        _position = _phase.Part.Start + _pattern.Next(_slots, _random) * _phase.AccessBytes;
        _isWrite = _phase.Mix is { } mix ? mix.IsWrite(_mixed++) : _readThreshold != ulong.MaxValue && _random.Next() >= _readThreshold;
    }

    // The line of a posted write has left: for the stream it is done.
    private int Post(int access, long now)
    {
        ref var state = ref _accesses[access];
        _accesses[_sink].LinesLeft++;
        if (--state.LinesLeft == 0) CompleteScripted(access, ref state, now);
        return _sink;
    }

    private void CompleteScripted(int access, ref Access state, long now)
    {
        LastCompletion = new SimTime(now);
        if (_phaseStatistics.Length > 0) _phaseStatistics[_phaseIndex].LastCompletion = LastCompletion;

        // No posted write is on its way any more, and all were counted when they were issued.
        if (access == _sink) return;
        if (state.IsWrite) Writes++;
        else Reads++;
        if (state.Kind == OperationKind.ReadModifyWrite && !state.IsWrite)
        {
            AwaitWrite(access);
            return;
        }

        if (_keyValue != null) _operations[(int)state.Kind]!.Latency.Record(now - state.Started);
        Latency.Record(now - state.Started);
        if (_phaseStatistics.Length > 0) _phaseStatistics[_phaseIndex].Latency.Record(now - state.Started);
        if (!_pacer!.TryRest(access, now)) _free[_freeCount++] = access;
    }

    private void BeginPhase(long now)
    {
        _hasPhaseBegun = true;
        _pacer!.Begin(now);
        if (IsEndedByTime(_phaseIndex)) _phaseEnd = now + _settings.Phases[_phaseIndex].Duration.Picoseconds;
    }

    private bool TryEnterNextPhase()
    {
        if (!HasNextPhase || ScriptedInFlight > 0) return false;
        CountPhase();
        _before = (Reads, Writes, Bytes, Errors);
        while (_pacer!.TryWake(long.MaxValue, out var rested)) _free[_freeCount++] = rested;
        _phase = _settings.Phases[++_phaseIndex].Settings;
        _pacer = new RequestPacer(_phase.Pace ?? Unpaced, _sink, _random);
        _pattern = PatternOf(_phase);
        _readThreshold = ThresholdOf(_phase);
        _lines = LinesOf(_phase);
        _keyValue = KeyValueOf(_phase);
        _left = _phase.Count;
        _mixed = 0;
        _phaseEnd = long.MaxValue;
        _hasPhaseBegun = false;
        _generation = None;
        return true;
    }

    private void CountPhase()
    {
        if (_phaseStatistics.Length == 0) return;
        var phase = _phaseStatistics[_phaseIndex];
        (phase.Reads, phase.Writes) = (Reads - _before.Reads, Writes - _before.Writes);
        (phase.Bytes, phase.Errors) = (Bytes - _before.Bytes, Errors - _before.Errors);
    }
}
