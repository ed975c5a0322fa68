using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CxlFabricSim.Actors.Storage;

namespace CxlFabricSim.Actors.Channels;

/// <summary>
/// Messages that leave an actor at times that it knows already and that are not in the order in which it learnt of them. They wait here
/// by time (among equals by age) and need no timer: whatever leaves within a window lands beyond it, so it is enough that they leave, each
/// at its own time, before the window ends.
/// </summary>
internal sealed unsafe class Departures
{
    private const int FirstCapacity = 64;
    private const int LineBytes = 64;

    // A new one finds its place among so many of the last at once.
    private const int Lanes = 8;

    // In order of time, over messages that stay where they are: times and, beside them, places with ages. Before the first are times that
    // have passed, or never were; behind the last are such as never come.
    private PinnedArray<long> _times;
    private PinnedArray<Entry> _entries;
    private int _head = Lanes;
    private int _tail = Lanes;
    private PinnedArray<Waiting> _waiting;
    private PinnedArray<int> _free;
    private int _freeCount;
    private uint _age;
    private readonly Actor _owner;

    public Departures(Actor owner)
    {
        _owner = owner;
        Grow();
    }

    // Those for whom no credit is under way, in the order in which they are to leave.
    private readonly List<(long Time, Entry Entry)> _starved = [];

    /// <summary>When something leaves next, as far as is known.</summary>
    public long NextTime
    {
        get
        {
            var next = EarliestTime;
            foreach (var (time, entry) in _starved) next = Math.Min(next, Math.Max(time, CreditTimeOf(entry)));
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
        get => _times.First[_head];
    }

    /// <summary>Adds a message; returns the line beside it, for the caller to fill.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref byte Add(long time, OutputPort port, scoped in Message message, int messageClass, bool hasLine)
    {
        if (_freeCount == 0) Grow();
        var place = _free.First[--_freeCount];
        Insert(time, new Entry(place, _age++));
        port.HasDepartures = true;
        ref var waiting = ref _waiting.First[place];
        waiting.Message = message;
        waiting.Port = port.Index;
        waiting.Class = messageClass;
        waiting.HasLine = hasLine;
        return ref waiting.Line[0];
    }

    /// <summary>Lets all leave whose time comes before another one, as far as they have credit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Leave(long end)
    {
        if (_starved.Count != 0) LookForCredits();
        for (var time = EarliestTime; time < end; time = EarliestTime)
        {
            // Who observes the actor sees it as it was before.
            _owner.CatchUpBefore(time);
            var entry = _entries.First[_head++];
            ref var waiting = ref _waiting.First[entry.Place];
            var port = _owner.Outputs[waiting.Port];
            if (port.CreditTime(waiting.Class) is var credit && credit > time)
            {
                if (credit != long.MaxValue)
                {
                    InsertAgain(credit, entry);
                    continue;
                }

                port.IsStarved = true;
                _starved.Add((time, entry));
                continue;
            }

            ref var line = ref port.SendAt(time, waiting.Message, waiting.Class, waiting.HasLine);
            if (waiting.HasLine) Unsafe.CopyBlockUnaligned(ref line, ref waiting.Line[0], LineBytes);
            // Its place is free only then, since more may be added.
            _owner.OnLeft(port, waiting.Message, time);
            _free.First[_freeCount++] = entry.Place;
        }
    }

    private void LookForCredits()
    {
        for (var index = 0; index < _starved.Count;)
        {
            var (time, entry) = _starved[index];
            var credit = CreditTimeOf(entry);
            if (credit == long.MaxValue)
            {
                index++;
                continue;
            }

            PortOf(entry).IsStarved = false;
            _starved.RemoveAt(index);
            InsertAgain(Math.Max(time, credit), entry);
        }

        foreach (var (_, entry) in _starved) PortOf(entry).IsStarved = true;
    }

    private long CreditTimeOf(Entry entry) => PortOf(entry).CreditTime(_waiting.First[entry.Place].Class);

    private OutputPort PortOf(Entry entry) => _owner.Outputs[_waiting.First[entry.Place].Port];

    // How far from the end its place is nobody can foresee: so all lanes are compared at once, without a branch.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Insert(long time, Entry entry)
    {
        if (_tail == _times.Length - Lanes) MoveDown();
        var last = _times.First + _tail;
        if (last[-Lanes] > time)
        {
            InsertAgain(time, entry);
            return;
        }

        var entries = (ulong*)_entries.First + _tail++;
        var (times, before) = (Vector512.Load(last - Lanes + 1), Vector512.Load(last - Lanes));
        var isBehind = Vector512.GreaterThan(before, Vector512.Create(time));
        var isBefore = Vector512.LessThanOrEqual(times, Vector512.Create(time)).AsUInt64();
        var stays = Vector512.ConditionalSelect(isBefore, Vector512.Load(entries - Lanes + 1), Vector512.Create(Unsafe.BitCast<Entry, ulong>(entry)));
        Vector512.ConditionalSelect(isBehind, before, Vector512.Min(times, Vector512.Create(time))).Store(last - Lanes + 1);
        Vector512.ConditionalSelect(isBehind.AsUInt64(), Vector512.Load(entries - Lanes), stays).Store(entries - Lanes + 1);
    }

    // Among equals by age, not by when it was found that there is no credit: that depends on how long windows are.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void InsertAgain(long time, Entry entry)
    {
        if (_tail == _times.Length - Lanes) MoveDown();
        var times = _times.First;
        var entries = _entries.First;
        var at = _tail++;
        while (at != _head && (times[at - 1] > time || (times[at - 1] == time && (int)(entries[at - 1].Age - entry.Age) > 0)))
        {
            times[at] = times[at - 1];
            entries[at] = entries[at - 1];
            at--;
        }

        times[at] = time;
        entries[at] = entry;
    }

    /// <summary>Those that wait begin at the beginning again.</summary>
    private void MoveDown()
    {
        var count = _tail - _head;
        var times = _times.AsSpan();
        var entries = _entries.AsSpan();
        times[_head.._tail].CopyTo(times[Lanes..]);
        entries[_head.._tail].CopyTo(entries[Lanes..]);
        (_head, _tail) = (Lanes, Lanes + count);
        times[_tail..].Fill(long.MaxValue);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow()
    {
        var size = _waiting.Length;
        var capacity = Math.Max(FirstCapacity, 2 * size);
        _waiting = Enlarge(_waiting, capacity);
        _free = Enlarge(_free, capacity);
        for (var place = size; place < capacity; place++) _free.First[_freeCount++] = place;

        // Twice what waits, so that it is seldom moved down.
        _times = Enlarge(_times, 2 * capacity + 2 * Lanes);
        _entries = Enlarge(_entries, 2 * capacity + 2 * Lanes);
        _times.AsSpan()[.._head].Fill(long.MinValue);
        _times.AsSpan()[_tail..].Fill(long.MaxValue);
    }

    private static PinnedArray<T> Enlarge<T>(PinnedArray<T> array, int length)
        where T : unmanaged
    {
        var larger = new PinnedArray<T>(length);
        array.AsSpan().CopyTo(larger.AsSpan());
        return larger;
    }

    // One word: two halves that are written apart could not be read together at once.
    private readonly struct Entry(int place, uint age)
    {
        private readonly ulong _word = ((ulong)age << 32) | (uint)place;

        public int Place
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => (int)_word;
        }

        public uint Age => (uint)(_word >> 32);
    }

    private struct Waiting
    {
        public LineBuffer Line;
        public Message Message;
        public int Port;
        public int Class;
        public bool HasLine;
    }

    [InlineArray(LineBytes)]
    private struct LineBuffer
    {
        private byte _first;
    }
}
