using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CxlFabricSim.Actors.Channels;

/// <summary>
/// Messages that leave an actor at times that it knows already and that are not in the order in which it learnt of them. They wait here
/// by time (among equals by age) and need no timer: whatever leaves within a window lands beyond it, so it is enough that they leave, each
/// at its own time, before the window ends.
/// </summary>
internal sealed class Departures(Actor owner)
{
    private const int FirstCapacity = 64;
    private const int LineBytes = 64;

    // A ring in order of time, over messages that stay where they are.
    private Entry[] _order = new Entry[FirstCapacity];
    private uint _head;
    private uint _tail;
    private Waiting[] _waiting = new Waiting[FirstCapacity];
    private int[] _free = [.. Enumerable.Range(0, FirstCapacity)];
    private int _freeCount = FirstCapacity;
    private uint _age;

    // Those for whom no credit is under way, in the order in which they are to leave.
    private readonly List<Entry> _starved = [];

    /// <summary>When something leaves next, as far as is known.</summary>
    public long NextTime
    {
        get
        {
            var next = EarliestTime;
            foreach (var entry in _starved) next = Math.Min(next, Math.Max(entry.Time, _waiting[entry.Place].Port!.NextCredit));
            return next;
        }
    }

    /// <summary>False when nothing leaves before a time, for certain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayLeaveBefore(long end) => EarliestTime < end || _starved.Count != 0;

    /// <summary>When the first of those leaves that have not looked for a credit in vain.</summary>
    public long EarliestTime
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _head == _tail ? long.MaxValue : At(_head).Time;
    }

    /// <summary>Adds a message; returns the line beside it, for the caller to fill.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref byte Add(long time, OutputPort port, scoped in Message message, int messageClass, bool hasLine)
    {
        if (_freeCount == 0) Grow();
        var place = _free[--_freeCount];
        Insert(time, place);
        port.HasDepartures = true;
        ref var waiting = ref _waiting[place];
        waiting.Message = message;
        waiting.Port = port;
        waiting.Class = messageClass;
        waiting.HasLine = hasLine;
        return ref waiting.Line[0];
    }

    /// <summary>Lets all leave whose time comes before another one, as far as they have credit.</summary>
    public void Leave(long end)
    {
        if (_starved.Count != 0) LookForCredits();
        while (EarliestTime < end)
        {
            // Who observes the actor sees it as it was before.
            owner.CatchUpBefore(EarliestTime);
            var entry = At(_head++);
            ref var waiting = ref _waiting[entry.Place];
            var port = waiting.Port!;
            if (!port.HasCreditAt(waiting.Class, entry.Time))
            {
                if (port.NextCredit != long.MaxValue)
                {
                    InsertAgain(port.NextCredit, entry);
                    continue;
                }

                port.IsStarved = true;
                _starved.Add(entry);
                continue;
            }

            ref var line = ref port.SendAt(entry.Time, waiting.Message, waiting.Class, waiting.HasLine);
            if (waiting.HasLine) Unsafe.CopyBlockUnaligned(ref line, ref waiting.Line[0], LineBytes);
            // Its place is free only then, since more may be added.
            port.Owner.OnLeft(port, _waiting[entry.Place].Message, entry.Time);
            _free[_freeCount++] = entry.Place;
        }
    }

    private void LookForCredits()
    {
        for (var index = 0; index < _starved.Count;)
        {
            var entry = _starved[index];
            var port = _waiting[entry.Place].Port!;
            if (port.NextCredit == long.MaxValue)
            {
                index++;
                continue;
            }

            port.IsStarved = false;
            _starved.RemoveAt(index);
            InsertAgain(Math.Max(entry.Time, port.NextCredit), entry);
        }

        foreach (var entry in _starved) _waiting[entry.Place].Port!.IsStarved = true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Insert(long time, int place)
    {
        var at = _tail++;
        while (at != _head && At(at - 1).Time > time)
        {
            At(at) = At(at - 1);
            at--;
        }

        At(at) = new Entry { Time = time, Place = place, Age = _age++ };
    }

    // Among equals by age, not by when it was found that there is no credit: that depends on how long windows are.
    private void InsertAgain(long time, Entry entry)
    {
        var at = _tail++;
        while (at != _head && (At(at - 1).Time > time || (At(at - 1).Time == time && (int)(At(at - 1).Age - entry.Age) > 0)))
        {
            At(at) = At(at - 1);
            at--;
        }

        At(at) = entry with { Time = time };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Entry At(uint position) =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_order), (nint)(position & ((uint)_order.Length - 1)));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow()
    {
        var size = _waiting.Length;
        var order = new Entry[2 * size];
        for (var position = _head; position != _tail; position++) order[position & ((uint)order.Length - 1)] = At(position);
        _order = order;
        Array.Resize(ref _waiting, 2 * size);
        Array.Resize(ref _free, 2 * size);
        for (var place = size; place < 2 * size; place++) _free[_freeCount++] = place;
    }

    private struct Entry
    {
        public long Time;
        public int Place;
        public uint Age;
    }

    private struct Waiting
    {
        public Message Message;
        public OutputPort? Port;
        public int Class;
        public bool HasLine;
        public LineBuffer Line;
    }

    [InlineArray(LineBytes)]
    private struct LineBuffer
    {
        private byte _first;
    }
}
