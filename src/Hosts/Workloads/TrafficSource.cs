using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using CxlFabricSim.Actors.Randomness;
using CxlFabricSim.Actors.Statistics;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Workloads;

/// <summary>
/// A stream of accesses: decides which line comes next, and counts what came of it. An access is one or more lines one after
/// the other; it is complete with its last.
/// </summary>
public sealed partial class TrafficSource
{
    private const int None = -1;
    private const long NotHeld = -1;

    /// <summary>So many poisoned lines are described; all are counted.</summary>
    private const int PoisonLogLines = 20;

    private readonly StreamSettings _settings;
    private readonly HostRegion _region;
    private readonly SeededRandom _random;
    private readonly bool _verifies;

    // Positions are offsets in the region, mapped or not.
    private readonly bool _isDirect;
    private readonly Access[] _accesses;
    private readonly int[] _free;
    private readonly List<PoisonedLine> _poisonLog = [];

    // What the stream does now: all of it in a plain stream, a phase in others.
    private StreamSettings _phase;
    private AddressPattern _pattern;
    private ulong _readThreshold;
    private int _lines;
    private LineLedger? _ledger;

    // Since when the next line waits for another access of the same line.
    private long _heldSince = NotHeld;
    private int _freeCount;
    private long _left;
    private bool _hasCapacity;
    private int _generation = None;
    private ulong _slots;

    // The access that is being issued, line by line.
    private int _current = None;
    private ulong _position;
    private int _line;
    private bool _isWrite;

    /// <param name="settings">What to do.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="host">The host's name: with the stream's it makes the random numbers the stream's own.</param>
    public TrafficSource(StreamSettings settings, ulong seed, string host)
    {
        Debug.Assert(settings.Pattern != AddressPatternKind.Strided || settings.StrideBytes % settings.AccessBytes == 0);
        _settings = settings;
        _phase = settings.Phases.Count > 0 ? settings.Phases[0].Settings : settings;
        _region = settings.Region;
        var name = $"{host}/{settings.Name}";
        _random = new SeededRandom(seed, name);
        _salt = StableHash.OfText(name);
        _pattern = PatternOf(_phase);
        _verifies = settings.Verifies;
        _isDirect = settings.IsRaw || settings.Trace is not null;
        if (_verifies) settings.Region.KeepLedger(StableHash.Fold(seed, StableHash.OfText(host), StableHash.OfText(settings.Region.Name)));
        JoinLedger();
        _readThreshold = ThresholdOf(_phase);
        _lines = LinesOf(_phase);
        var outstanding = settings.Phases.Count > 0 ? settings.Phases.Max(phase => phase.Settings.Outstanding) : settings.Outstanding;
        _accesses = new Access[outstanding + (settings.IsPlain ? 0 : 1)];
        _free = [.. Enumerable.Range(0, outstanding).Reverse()];
        _freeCount = outstanding;
        _left = _phase.Count;
        if (settings.Pipelines is { } pipelines) Breakdown = new LatencyBreakdown(pipelines);
        if (!settings.IsPlain) BecomeScripted(outstanding);
    }

    public string Name => _settings.Name;

    public HostRegion Region => _region;

    public SimTime Start => _settings.Start;

    public LatencyHistogram Latency { get; } = new();

    /// <summary>Where the time of its lines went; null when nobody asked.</summary>
    public LatencyBreakdown? Breakdown { get; }

    /// <summary>Accesses completed.</summary>
    public long Reads { get; private set; }

    /// <summary>Accesses completed.</summary>
    public long Writes { get; private set; }

    /// <summary>Bytes of lines that completed well.</summary>
    public long Bytes { get; private set; }

    /// <summary>Lines that completed with another status than success.</summary>
    public long Errors { get; private set; }

    /// <summary>Lines that came back poisoned; they count as errors too.</summary>
    public long PoisonedLines { get; private set; }

    /// <summary>The first of the poisoned lines.</summary>
    public IReadOnlyList<PoisonedLine> PoisonLog => _poisonLog;

    public long LinesVerified { get; private set; }

    public long VerifyFailures { get; private set; }

    public SimTime FirstIssue { get; private set; } = SimTime.Never;

    public SimTime LastCompletion { get; private set; }

    /// <summary>Accesses begun and not complete.</summary>
    public int InFlight => _pacer is null ? _accesses.Length - _freeCount : ScriptedInFlight;

    /// <summary>Accesses that were asked for and never begun.</summary>
    public long Left => _pacer is not null ? ScriptedLeft : _settings.Count == long.MaxValue ? 0 : _left;

    internal LineLedger? Ledger => _ledger;

    internal bool IsRaw => _settings.IsRaw;

    /// <summary>
    /// When any stream of the region verifies, all write through its ledger: what one writes, another must find. To be called when all
    /// streams are there.
    /// </summary>
    internal void JoinLedger() => _ledger = _region.Ledger;

    /// <summary>Since when the line just given out has been wanted: an access of the same line may have been in its way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal long WantedSince(long now)
    {
        if (_heldSince == NotHeld) return now;
        now = _heldSince;
        _heldSince = NotHeld;
        return now;
    }

    /// <summary>An access may complete soon: fetches what is known of it into the processor's cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe void Prefetch(int access)
    {
        if (access < _accesses.Length) Sse.Prefetch0(Unsafe.AsPointer(ref _accesses[access]));
    }

    /// <summary>What every access looks at, and how many of the processor's cache lines of it.</summary>
    internal IEnumerable<(object Object, int Lines)> HotState() =>
        [(this, 5), (_random, 1), (_pattern, 2), (_region, 1), (_region.Space, 1), (_phase, 2), (Latency, 1), .. Breakdown is null ? [] : new[] { ((object)Breakdown, 2) }];

    /// <summary>The next line of this stream; false when it has none now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryNextLine(long now, out ulong regionOffset, out bool isWrite, out int access)
    {
        isWrite = false;
        access = _current;
        regionOffset = 0;
        if (access < 0)
        {
            if (_pacer != null ? !TryBeginScripted(now) : _freeCount == 0 || _left == 0 || !TryBegin(now)) return false;
            access = _current;
        }

        isWrite = _isWrite;
        var position = _position + (ulong)_line * Sizes.Line;
        regionOffset = _isDirect ? position : _region.Space.OffsetOf(position);
        if (_ledger != null && !TryBeginLine(_ledger, isWrite, regionOffset / Sizes.Line))
        {
            if (_heldSince == NotHeld) _heldSince = now;
            return false;
        }

        if (++_line == _lines) _current = None;
        if (_isPosted) access = Post(access, now);
        return true;
    }

    /// <summary>A line has completed; true when its bytes were not what they should be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool CompleteLine(int access, bool isWrite, ulong regionOffset, CompletionStatus status, ref byte line, long now)
    {
        var isWrong = false;
        var isSuccess = status == CompletionStatus.Success;
        if (isSuccess) Bytes += Sizes.Line;
        else CountError(status, regionOffset, now);
        if (_ledger != null) isWrong = EndLine(isWrite, regionOffset / Sizes.Line, isSuccess, ref line);
        ref var state = ref _accesses[access];
        if (--state.LinesLeft == 0) Complete(access, ref state, now);
        return isWrong;
    }

    /// <summary>The space changed under the access that is being issued: what was not issued of it is given up.</summary>
    internal void GiveUpRest(long now)
    {
        if (_current != None) GiveUpCurrent(now);
        if (_resumedCount > 0) GiveUpResumed();
    }

    private void GiveUpCurrent(long now)
    {
        var access = _current;
        _current = None;
        _heldSince = NotHeld;
        ref var state = ref _accesses[access];
        state.LinesLeft -= _lines - _line;
        if (_line == 0)
        {
            _left++;
            _free[_freeCount++] = access;
            _replay?.PutBack();
        }
        else if (state.LinesLeft == 0)
        {
            Complete(access, ref state, now);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CountError(CompletionStatus status, ulong regionOffset, long now)
    {
        Errors++;
        if (status != CompletionStatus.Poisoned) return;
        if (PoisonedLines++ < PoisonLogLines) _poisonLog.Add(new PoisonedLine(new SimTime(now), _region.Start + regionOffset));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryBegin(long now)
    {
        if (now < _settings.Start.Picoseconds || now >= _settings.Stop.Picoseconds || !HasSlots()) return false;
        _position = _phase.Part.Start + _pattern.Next(_slots, _random) * _phase.AccessBytes;
        _isWrite = _readThreshold != ulong.MaxValue && _random.Next() >= _readThreshold;
        _line = 0;
        _current = _free[--_freeCount];
        _left--;
        _accesses[_current] = new Access { Started = now, LinesLeft = _lines, IsWrite = _isWrite };
        if (FirstIssue == SimTime.Never) FirstIssue = new SimTime(now);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool HasSlots() => _generation == _region.Space.Generation ? _slots != 0 : CountSlots();

    private bool CountSlots()
    {
        var space = _region.Space;
        _generation = space.Generation;
        if (_isDirect)
        {
            var length = _phase.Part.Length == 0 ? _region.Length - _phase.Part.Start : _phase.Part.Length;
            _slots = length / _phase.AccessBytes;
            return _slots != 0;
        }

        _hasCapacity |= space.TotalBytes >= Math.Max(1, _settings.Capacity);
        _slots = _hasCapacity ? space.SlotsIn(_phase.Part.Start, _phase.Part.Length, _phase.AccessBytes) : 0;
        return _slots != 0;
    }

    // A read that nobody checks may race with a write.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryBeginLine(LineLedger ledger, bool isWrite, ulong line) =>
        isWrite ? ledger.TryBeginWrite(line) : !_verifies || ledger.TryBeginRead(line);

    private bool EndLine(bool isWrite, ulong line, bool isSuccess, ref byte data)
    {
        if (isWrite)
        {
            _ledger!.EndWrite(line, isSuccess);
            return false;
        }

        if (!_verifies) return false;
        var isRight = !isSuccess || _ledger!.Matches(line, ref data);
        _ledger!.EndRead(line);
        if (isSuccess) LinesVerified++;
        if (isRight) return false;
        LinesVerified--;
        VerifyFailures++;
        return true;
    }

    private void Complete(int access, ref Access state, long now)
    {
        if (_pacer != null)
        {
            CompleteScripted(access, ref state, now);
            return;
        }

        Latency.Record(now - state.Started);
        if (state.IsWrite) Writes++;
        else Reads++;
        LastCompletion = new SimTime(now);
        _free[_freeCount++] = access;
    }

    private struct Access
    {
        public long Started;
        public int LinesLeft;
        public bool IsWrite;

        /// <summary>Of a key-value mix: which operation.</summary>
        public OperationKind Kind;
    }
}
