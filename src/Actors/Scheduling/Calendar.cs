using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace CxlFabricSim.Actors.Scheduling;

/// <summary>
/// Where the actors of a partition wait for their next time: a wheel of buckets, each an intrusive list, and one list for
/// what lies beyond the wheel. Moving an actor costs the same whatever their number; a window touches only actors with work.
/// </summary>
internal sealed class Calendar
{
    private const int Buckets = 1024;
    private const int BeyondWheel = Buckets;

    private readonly int _shift;
    private readonly Actor?[] _first = new Actor?[Buckets + 1];
    private readonly ulong[] _occupied = new ulong[Buckets / 64];
    private long _wheelStart;

    // Never later than anything beyond the wheel; earlier when what was earliest has left since.
    private long _beyondEarliest = long.MaxValue;
    private bool _isBeyondEarliestExact = true;

    /// <param name="window">The length of the windows in which actors are taken out: buckets are about that wide.</param>
    public Calendar(long window) => _shift = Math.Clamp(BitOperations.Log2((ulong)Math.Max(window, 2)) - 1, 0, 50);

    /// <summary>Puts an actor in by its next time; one that has none does not wait.</summary>
    public void Insert(Actor actor)
    {
        actor.Calendar = this;
        var bucket = BucketOf(actor.Next);
        if (bucket < 0)
        {
            actor.CalendarBucket = -1;
            return;
        }

        var next = _first[bucket];
        actor.CalendarBucket = bucket;
        actor.CalendarNext = next;
        actor.CalendarPrevious = null;
        if (next != null) next.CalendarPrevious = actor;
        _first[bucket] = actor;
        if (bucket < Buckets) _occupied[bucket >> 6] |= 1UL << bucket;
        else _beyondEarliest = Math.Min(_beyondEarliest, actor.Next);
    }

    /// <summary>Moves a waiting actor to an earlier time.</summary>
    public void Lower(Actor actor, long time)
    {
        var bucket = BucketOf(time);
        if (bucket == actor.CalendarBucket)
        {
            actor.Next = time;
            if (bucket == BeyondWheel) _beyondEarliest = Math.Min(_beyondEarliest, time);
            return;
        }

        Unlink(actor);
        actor.Next = time;
        Insert(actor);
    }

    /// <summary>The earliest next time of any actor that waits, or never. The wheel stays: something earlier may still come in.</summary>
    public long EarliestTime()
    {
        var bucket = FirstOccupied();
        if (bucket >= 0) return EarliestIn(_first[bucket]);
        if (!_isBeyondEarliestExact)
        {
            _beyondEarliest = EarliestIn(_first[BeyondWheel]);
            _isBeyondEarliestExact = true;
        }

        return _beyondEarliest;
    }

    /// <summary>Takes out every actor with something to do before <paramref name="end"/>; returns how many.</summary>
    public int TakeDue(long end, Actor[] due)
    {
        var count = 0;
        var last = Math.Min((end - 1) >> _shift, (_wheelStart >> _shift) + Buckets - 1);
        while (true)
        {
            var bucket = FirstOccupied();
            if (bucket < 0) break;
            var index = AbsoluteIndex(bucket);
            if (index > last) break;
            var whole = (index + 1) << _shift <= end;
            var kept = 0;
            for (var actor = _first[bucket]; actor != null;)
            {
                var next = actor.CalendarNext;
                if (whole || actor.Next < end)
                {
                    Unlink(actor);
                    actor.Calendar = null;
                    due[count++] = actor;
                }
                else
                {
                    kept++;
                }

                actor = next;
            }

            if (kept != 0) break;
        }

        return count;
    }

    /// <summary>Nothing waits before <paramref name="time"/>: the wheel starts there, and what came within its reach moves in.</summary>
    public void TurnTo(long time)
    {
        if (time <= _wheelStart) return;
        _wheelStart = time;
        if (BucketOf(_beyondEarliest) is var bucket && (bucket < 0 || bucket == BeyondWheel)) return;
        _beyondEarliest = long.MaxValue;
        for (var actor = _first[BeyondWheel]; actor != null;)
        {
            var next = actor.CalendarNext;
            if (BucketOf(actor.Next) != BeyondWheel)
            {
                Unlink(actor);
                Insert(actor);
            }
            else
            {
                _beyondEarliest = Math.Min(_beyondEarliest, actor.Next);
            }

            actor = next;
        }

        _isBeyondEarliestExact = true;
    }

    private static long EarliestIn(Actor? actor)
    {
        var earliest = long.MaxValue;
        for (; actor != null; actor = actor.CalendarNext) earliest = Math.Min(earliest, actor.Next);
        return earliest;
    }

    /// <summary>The bucket for a time; -1 for never.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int BucketOf(long time)
    {
        if (time == long.MaxValue) return -1;
        var distance = (time >> _shift) - (_wheelStart >> _shift);
        Debug.Assert(distance >= 0, "an actor waits for a time that the wheel has left behind");
        return distance >= Buckets ? BeyondWheel : (int)((time >> _shift) & (Buckets - 1));
    }

    private long AbsoluteIndex(int bucket)
    {
        var start = _wheelStart >> _shift;
        return start + ((bucket - (int)(start & (Buckets - 1))) & (Buckets - 1));
    }

    /// <summary>The earliest bucket with an actor, from the wheel's start around; the wheel turns up to it.</summary>
    private int FirstOccupied()
    {
        var start = (int)((_wheelStart >> _shift) & (Buckets - 1));
        var word = start >> 6;
        var bits = _occupied[word] & (ulong.MaxValue << start);
        for (var step = 0; step <= _occupied.Length; step++)
        {
            if (bits != 0) return (word << 6) + BitOperations.TrailingZeroCount(bits);
            word = (word + 1) & (_occupied.Length - 1);
            bits = _occupied[word];
            if (step == _occupied.Length - 1) bits &= ~(ulong.MaxValue << start);
        }

        return -1;
    }

    private void Unlink(Actor actor)
    {
        var bucket = actor.CalendarBucket;
        if (bucket < 0) return;
        var next = actor.CalendarNext;
        var previous = actor.CalendarPrevious;
        if (next != null) next.CalendarPrevious = previous;
        if (previous != null) previous.CalendarNext = next;
        else _first[bucket] = next;
        if (bucket == BeyondWheel)
        {
            if (actor.Next <= _beyondEarliest) _isBeyondEarliestExact = false;
        }
        else if (_first[bucket] == null)
        {
            _occupied[bucket >> 6] &= ~(1UL << bucket);
        }

        actor.CalendarBucket = -1;
        actor.CalendarNext = null;
        actor.CalendarPrevious = null;
    }
}
