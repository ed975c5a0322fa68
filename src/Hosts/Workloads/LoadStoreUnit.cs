using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using CxlFabricSim.Actors.Storage;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Workloads;

/// <summary>
/// The lines that a host has in flight: as many as its miss buffers, shared by its streams in turn. Also knows when capacity
/// that is to be given back has no access in flight any more.
/// </summary>
public sealed partial class LoadStoreUnit
{
    /// <summary>So many mismatches are described; all are counted.</summary>
    private const int MaxMismatches = 20;

    private readonly TrafficSource[] _streams;
    private readonly HostRegion[] _regions;
    private readonly PinnedArray<Slot> _slots;

    // The drain that waits for the line in a slot.
    private readonly int?[] _drainOf;
    private readonly ushort[] _free;
    private readonly List<Drain> _drains = [];
    private readonly List<LineMismatch> _mismatches = [];
    private int _freeCount;
    private int _turn;
    private ulong _fill;

    public LoadStoreUnit(IReadOnlyList<HostRegion> regions, IReadOnlyList<TrafficSource> streams, int outstandingLines)
    {
        _regions = [.. regions];
        _streams = [.. streams];
        foreach (var stream in _streams) stream.JoinLedger();
        _slots = new PinnedArray<Slot>(outstandingLines);
        _drainOf = new int?[outstandingLines];
        _free = [.. Enumerable.Range(0, outstandingLines).Reverse().Select(slot => (ushort)slot)];
        _freeCount = outstandingLines;
        IsPaced = _streams.Any(stream => stream.IsPaced);
    }

    public IReadOnlyList<TrafficSource> Streams => _streams;

    public IReadOnlyList<HostRegion> Regions => _regions;

    public IReadOnlyList<LineMismatch> Mismatches => _mismatches;

    public int LinesInFlight => _slots.Length - _freeCount;

    /// <summary>Whether some stream may have something to issue though nothing happens: <see cref="NextWake"/> says when.</summary>
    public bool IsPaced { get; }

    /// <summary>True while someone waits for a range to drain.</summary>
    public bool IsDraining => _drains.Count != 0;

    /// <summary>The next line of whichever stream has its turn; false when nothing can be issued now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryIssue(long now, out LineRequest request)
    {
        request = default;
        if (_freeCount == 0) return false;
        var streams = _streams;
        for (var tried = 0; tried < streams.Length; tried++)
        {
            var number = (ushort)_turn;
            var stream = streams[number];
            if (++_turn == streams.Length) _turn = 0;
            if (!stream.TryNextLine(now, out var regionOffset, out var isWrite, out var access)) continue;
            var tag = _free[--_freeCount];
            ref var slot = ref SlotOf(tag);
            slot.Stream = number;
            slot.RegionOffset = regionOffset;
            slot.Access = access;
            slot.Issued = stream.WantedSince(now);
            slot.Left = now;
            slot.IsWrite = isWrite;
            slot.IsBusy = true;
            request.Hpa = stream.Region.Start.Value + regionOffset;
            request.Tag = tag;
            request.IsWrite = isWrite;
            return true;
        }

        return false;
    }

    /// <summary>When to ask again, as far as the pace of streams goes; never when something else will happen first.</summary>
    public SimTime NextWake(long now)
    {
        var next = long.MaxValue;
        if (_freeCount == 0) return SimTime.Never;
        foreach (var stream in _streams) next = Math.Min(next, stream.NextWake(now));
        return new SimTime(next);
    }

    /// <summary>The data of a write that was just issued.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void FillWrite(ushort tag, ref byte line)
    {
        ref var slot = ref SlotOf(tag);
        if (StreamOf(slot).Ledger is { } ledger) ledger.FillWrite(slot.RegionOffset / Sizes.Line, ref line);
        else Unsafe.WriteUnaligned(ref line, Vector512.Create(++_fill | slot.RegionOffset << 20));
    }

    /// <summary>A line comes back soon: fetches what is known of it into the processor's cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(ushort tag)
    {
        if (!Sse.IsSupported || tag >= _slots.Length) return;
        Sse.Prefetch0(_slots.First + tag);
        // A stream that is alone takes its places in step with these.
        if (_streams.Length == 1) _streams[0].Prefetch(tag);
    }

    /// <summary>What every line looks at, and how many of the processor's cache lines of it.</summary>
    public IEnumerable<(object Object, int Lines)> HotState() => [(this, 2), (_streams, 1), .. _streams.SelectMany(stream => stream.HotState())];

    /// <summary>A request that was issued earlier leaves the host only now.</summary>
    public void NoteLeft(ushort tag, long now) => SlotOf(tag).Left = now;

    /// <summary>When the line in a slot was issued, when it left the host, and where it goes.</summary>
    public (long Issued, long Left, Hpa Address) InFlight(ushort tag)
    {
        if (tag >= _slots.Length) ThrowUnknownTag(tag);
        ref var slot = ref SlotOf(tag);
        return (slot.Issued, slot.Left, StreamOf(slot).Region.Start + slot.RegionOffset);
    }

    /// <summary>A line has come back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Complete(in MemoryMessage completion, ref byte line, long now)
    {
        ref var slot = ref Leave(completion.Tag);
        StreamOf(slot).Breakdown?.Record(slot.Issued, slot.Left, now, completion);
        End(completion.Tag, slot, completion.Status, ref line, now);
    }

    /// <summary>A line is done with that the fabric has not answered: it came from a cache, along with another or not at all.</summary>
    public void CompleteAtHost(ushort tag, CompletionStatus status, ref byte line, long now)
    {
        ref var slot = ref Leave(tag);
        StreamOf(slot).Breakdown?.RecordAtHost(slot.Issued, now);
        End(tag, slot, status, ref line, now);
    }

    /// <summary>The range may be used.</summary>
    public void Map(int region, ByteRange range, long now)
    {
        GiveUpRest(region, now);
        _regions[region].Space.Add(range);
    }

    /// <summary>No further access of the range is started; streams that address the region raw do not care.</summary>
    public void Unmap(int region, ByteRange range, long now)
    {
        GiveUpRest(region, now);
        _regions[region].Space.Remove(range);
    }

    /// <summary>Notes that someone waits until nothing is in flight in an unmapped range.</summary>
    public void AwaitDrained(int region, ByteRange range, int token)
    {
        var inFlight = 0;
        for (var tag = 0; tag < _slots.Length; tag++)
        {
            // What another drain waits for already is of an earlier life of the range, and has been given up since.
            if (_drainOf[tag] is not null || !IsIn(SlotOf(tag), _regions[region], range)) continue;
            _drainOf[tag] = token;
            inFlight++;
        }

        _drains.Add(new Drain(token, inFlight));
    }

    /// <summary>The next range that has drained.</summary>
    public bool TryTakeDrained(out int token)
    {
        var index = _drains.Count == 0 ? -1 : _drains.FindIndex(static drain => drain.InFlight == 0);
        token = index < 0 ? 0 : _drains[index].Token;
        if (index >= 0) _drains.RemoveAt(index);
        return index >= 0;
    }

    /// <summary>What was written to an unmapped range is gone.</summary>
    public void Forget(int region, ByteRange range) =>
        _regions[region].Ledger?.Forget(range.Start / Sizes.Line, range.Length / Sizes.Line);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Slot Leave(ushort tag)
    {
        if (tag >= _slots.Length || !SlotOf(tag).IsBusy) ThrowUnknownTag(tag);
        ref var slot = ref SlotOf(tag);
        slot.IsBusy = false;
        _free[_freeCount++] = tag;
        return ref slot;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void End(ushort tag, in Slot slot, CompletionStatus status, ref byte line, long now)
    {
        if (StreamOf(slot).CompleteLine(slot.Access, slot.IsWrite, slot.RegionOffset, status, ref line, now)) Describe(slot, ref line, now);
        if (_drains.Count != 0) CountDown(tag);
    }

    private bool IsIn(in Slot slot, HostRegion region, ByteRange range) =>
        slot.IsBusy && StreamOf(slot) is { IsRaw: false } stream && stream.Region == region && slot.RegionOffset - range.Start < range.Length;

    // Nothing behind here checks bounds: a tag that came with a message has been compared with the number of slots before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe ref Slot SlotOf(int tag)
    {
        Debug.Assert((uint)tag < (uint)_slots.Length);
        return ref _slots.First[tag];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TrafficSource StreamOf(in Slot slot) => _streams[slot.Stream];

    private void GiveUpRest(int region, long now)
    {
        foreach (var stream in _streams)
        {
            if (stream.Region == _regions[region] && !stream.IsRaw) stream.GiveUpRest(now);
        }
    }

    // By mark and not by address: the range may have been given up, come back and be in use again.
    private void CountDown(ushort tag)
    {
        if (_drainOf[tag] is not { } token) return;
        _drainOf[tag] = null;
        foreach (ref var drain in CollectionsMarshal.AsSpan(_drains))
        {
            if (drain.Token == token) drain.InFlight--;
        }
    }

    private void Describe(in Slot slot, ref byte line, long now)
    {
        if (_mismatches.Count == MaxMismatches) return;
        var stream = StreamOf(slot);
        var (expected, found) = stream.Ledger!.DescribeMismatch(slot.RegionOffset / Sizes.Line, MemoryMarshal.CreateReadOnlySpan(ref line, Sizes.Line));
        var place = string.Create(CultureInfo.InvariantCulture, $"{stream.Name} at {stream.Region.Start + slot.RegionOffset}");
        _mismatches.Add(new LineMismatch(new SimTime(now), place, expected, found));
    }

    private static void ThrowUnknownTag(ushort tag) => throw new InvalidOperationException($"a completion with tag {tag}, for which nothing is in flight");

    // Two in a line of the processor's cache, and none in two.
    private struct Slot
    {
        public ulong RegionOffset;
        public long Issued;
        public long Left;
        public int Access;
        public ushort Stream;
        public bool IsWrite;
        public bool IsBusy;
    }

    private record struct Drain(int Token, int InFlight);
}
