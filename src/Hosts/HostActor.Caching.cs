using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CxlFabricSim.Hosts.Caching;
using CxlFabricSim.Hosts.Workloads;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts;

/// <content>A host with a last-level cache: which lines leave it, and what comes back.</content>
public sealed partial class HostActor
{
    // Above the tokens of the load-store unit's timers, below those of demand.
    private const ulong CacheAnswer = 1 << 20;

    private readonly HostCache? _cache;

    // Of reads that wait for a line on its way.
    private readonly long[] _askedAt = [];

    // Of lines fetched ahead and written back, by their tags beyond those of the load-store unit: what it notes of its own.
    private readonly (long Issued, long Left, ulong Hpa)[] _ownRequests = [];

    // Ranges of which the load-store unit awaits the last access; the cache gives them back after that.
    private readonly List<(int Token, ulong FirstLine, ulong Lines)> _toFlush = [];

    /// <summary>A last-level cache between the load-store unit and the root ports.</summary>
    public CacheSettings? Cache
    {
        init
        {
            if (value is null) return;
            _cache = new HostCache(value, _unit.LineSlots);
            _askedAt = new long[_unit.LineSlots];
            _ownRequests = new (long, long, ulong)[_cache.Tags - _unit.LineSlots];
        }
    }

    /// <summary>Null for a host without a cache.</summary>
    public CacheCounters? CacheCounters => _cache?.Counters;

    private void IssueThroughCache(HostCache cache)
    {
        while (cache.HasRoom && _unit.TryIssue(NowInPicoseconds, out var request))
        {
            if (!_decode.TryRoute(request.Hpa, out var port)) SetTimer(_undecodedLatency, request.Tag);
            else if (!_unit.IsMapped(request.Tag) || (request.IsWrite && _unit.IsNonTemporal(request.Tag))) Pass(cache, request, port);
            else if (request.IsWrite) Write(cache, request);
            else Read(cache, request, port);
        }

        if (_unit.IsPaced) ScheduleWake();
    }

    private void Pass(HostCache cache, in LineRequest request, int port)
    {
        if (!request.IsWrite)
        {
            SendRead(port, request.Hpa, request.Tag);
            return;
        }

        cache.BeginPassing(request.Tag, request.Hpa / Sizes.Line);
        _unit.FillWrite(request.Tag, ref SendWrite(port, request.Hpa, request.Tag));
    }

    private void Write(HostCache cache, in LineRequest request)
    {
        _unit.FillWrite(request.Tag, ref MemoryMarshal.GetReference(cache.Write(request.Hpa / Sizes.Line)));
        SetTimer(cache.Latency, CacheAnswer + request.Tag);
        SendWriteBacks(cache);
    }

    private void Read(HostCache cache, in LineRequest request, int port)
    {
        var found = cache.Read(request.Tag, request.Hpa / Sizes.Line, out var isAhead);
        if (found == CacheLookup.Hit) SetTimer(cache.Latency, CacheAnswer + request.Tag);
        else if (found == CacheLookup.Fetch) SendRead(port, request.Hpa, request.Tag);
        else _askedAt[request.Tag] = NowInPicoseconds;
        if (!isAhead || cache.PrefetchLines == 0) return;
        var mapped = _unit.MappedBehind(request.Tag, cache.PrefetchLines);
        for (var ahead = 1; ahead <= mapped; ahead++)
        {
            var hpa = request.Hpa + (ulong)ahead * Sizes.Line;
            if (!_decode.TryRoute(hpa, out var way) || !cache.TryBeginPrefetch(hpa / Sizes.Line, out var tag)) continue;
            NoteOwn(tag, hpa);
            SendRead(way, hpa, tag);
        }
    }

    private void SendWriteBacks(HostCache cache)
    {
        while (cache.TryTakeWriteBack(out var tag, out var hpa, out var data))
        {
            if (!_decode.TryRoute(hpa, out var port))
            {
                cache.EndWriteBack(tag, false);
                continue;
            }

            NoteOwn(tag, hpa);
            data.CopyTo(MemoryMarshal.CreateSpan(ref SendWrite(port, hpa, tag), Sizes.Line));
        }
    }

    private void TakeLine(HostCache cache, in MemoryMessage message, ref byte line)
    {
        var tag = message.Tag;
        if (!cache.IsFill(tag))
        {
            _unit.Complete(message, ref line, NowInPicoseconds);
            return;
        }

        // Who waits is told before the unit may use the slot again.
        var isSuccess = message.Status == CompletionStatus.Success;
        var waiter = cache.EndFill(tag, isSuccess, MemoryMarshal.CreateReadOnlySpan(ref line, Sizes.Line));
        if (tag < _unit.LineSlots) _unit.Complete(message, ref line, NowInPicoseconds);
        while (waiter >= 0)
        {
            var next = cache.NextWaiter(waiter);
            Answer(cache, (ushort)waiter, message.Status, ref line);
            waiter = next;
        }

        SendWriteBacks(cache);
        if (cache.IsFlushing) CarryOutActions();
    }

    // A line that comes right behind the question is still looked up first: no access takes less than one that hits.
    private void Answer(HostCache cache, ushort tag, CompletionStatus status, ref byte line)
    {
        var ready = _askedAt[tag] + cache.Latency.Picoseconds;
        if (status != CompletionStatus.Success || ready <= NowInPicoseconds)
        {
            _unit.CompleteAtHost(tag, status, ref line, NowInPicoseconds);
            return;
        }

        MemoryMarshal.CreateReadOnlySpan(ref line, Sizes.Line).CopyTo(cache.AnswerOf(tag));
        SetTimer(new SimTime(ready - NowInPicoseconds), CacheAnswer + tag);
    }

    private void TakeWritten(HostCache cache, in MemoryMessage message)
    {
        var tag = message.Tag;
        if (!cache.IsWriteBack(tag))
        {
            cache.EndPassing(tag);
            _unit.Complete(message, ref Unsafe.NullRef<byte>(), NowInPicoseconds);
            return;
        }

        cache.EndWriteBack(tag, message.Status == CompletionStatus.Success);
        if (cache.IsFlushing) CarryOutActions();
    }

    private void AnswerFromCache(ushort tag) =>
        _unit.CompleteAtHost(tag, CompletionStatus.Success, ref _cache!.AnswerOf(tag)[0], NowInPicoseconds);

    private void AwaitDrained(int region, ByteRange range, int token)
    {
        _unit.AwaitDrained(region, range, token);
        if (_cache is not null) _toFlush.Add((token, LineOf(region, range), range.Length / Sizes.Line));
    }

    /// <summary>The next range that is not accessed any more and of which the cache, where there is one, holds nothing.</summary>
    private bool TryTakeDrained(out int token)
    {
        if (_cache is null) return _unit.TryTakeDrained(out token);
        while (_unit.TryTakeDrained(out var drained))
        {
            var index = _toFlush.FindIndex(flush => flush.Token == drained);
            _cache.BeginFlush(_toFlush[index].FirstLine, _toFlush[index].Lines, drained);
            _toFlush.RemoveAt(index);
        }

        var isFlushed = _cache.TryTakeFlushed(out token);
        SendWriteBacks(_cache);
        return isFlushed;
    }

    private void Forget(int region, ByteRange range)
    {
        _unit.Forget(region, range);
        _cache?.Drop(LineOf(region, range), range.Length / Sizes.Line);
    }

    private ulong LineOf(int region, ByteRange range) => (_unit.Regions[region].Start.Value + range.Start) / Sizes.Line;

    private bool IsOfCache(ushort tag) => tag >= _unit.LineSlots;

    private void NoteOwn(ushort tag, ulong hpa) => _ownRequests[tag - _unit.LineSlots] = (NowInPicoseconds, NowInPicoseconds, hpa);

    private (long Issued, long Left, Hpa Address) OwnInFlight(ushort tag)
    {
        var (issued, left, hpa) = _ownRequests[tag - _unit.LineSlots];
        return (issued, left, new Hpa(hpa));
    }
}
