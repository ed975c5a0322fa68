namespace CxlFabricSim.Actors.Scheduling;

/// <summary>An actor's timers, by time and then by the order in which they were set: a binary heap that allows removal.</summary>
internal sealed class TimerQueue
{
    private Timer[] _slots = new Timer[4];
    private int[] _heap = new int[4];
    private int _count;
    private int _used;
    private int _firstFree = -1;
    private long _sequence;

    public long NextTime { get; private set; } = long.MaxValue;

    public TimerHandle Add(long time, ulong token)
    {
        var slot = _firstFree;
        if (slot >= 0)
        {
            _firstFree = _slots[slot].HeapIndex;
        }
        else
        {
            if (_used == _slots.Length)
            {
                Array.Resize(ref _slots, _used * 2);
                Array.Resize(ref _heap, _used * 2);
            }

            slot = _used++;
        }

        ref var timer = ref _slots[slot];
        timer.Time = time;
        timer.Sequence = _sequence++;
        timer.Token = token;
        timer.Generation++;
        timer.IsSet = true;
        MoveUp(_count++, slot);
        NextTime = _slots[_heap[0]].Time;
        return new TimerHandle(slot, timer.Generation);
    }

    /// <summary>Takes the earliest timer and returns its token.</summary>
    public ulong Take()
    {
        var slot = _heap[0];
        var token = _slots[slot].Token;
        RemoveSlot(slot);
        return token;
    }

    public bool Remove(TimerHandle handle)
    {
        if ((uint)handle.Slot >= (uint)_used) return false;
        ref var timer = ref _slots[handle.Slot];
        if (!timer.IsSet || timer.Generation != handle.Generation) return false;
        RemoveSlot(handle.Slot);
        return true;
    }

    private void RemoveSlot(int slot)
    {
        var index = _slots[slot].HeapIndex;
        var last = _heap[--_count];
        if (last != slot)
        {
            if (index > 0 && IsBefore(last, _heap[(index - 1) / 2])) MoveUp(index, last);
            else MoveDown(index, last);
        }

        _slots[slot].IsSet = false;
        _slots[slot].HeapIndex = _firstFree;
        _firstFree = slot;
        NextTime = _count == 0 ? long.MaxValue : _slots[_heap[0]].Time;
    }

    private void MoveUp(int index, int slot)
    {
        while (index > 0)
        {
            var parent = (index - 1) / 2;
            if (!IsBefore(slot, _heap[parent])) break;
            Place(index, _heap[parent]);
            index = parent;
        }

        Place(index, slot);
    }

    private void MoveDown(int index, int slot)
    {
        while (true)
        {
            var child = index * 2 + 1;
            if (child >= _count) break;
            if (child + 1 < _count && IsBefore(_heap[child + 1], _heap[child])) child++;
            if (!IsBefore(_heap[child], slot)) break;
            Place(index, _heap[child]);
            index = child;
        }

        Place(index, slot);
    }

    private void Place(int index, int slot)
    {
        _heap[index] = slot;
        _slots[slot].HeapIndex = index;
    }

    private bool IsBefore(int left, int right)
    {
        ref var a = ref _slots[left];
        ref var b = ref _slots[right];
        return a.Time < b.Time || (a.Time == b.Time && a.Sequence < b.Sequence);
    }

    private struct Timer
    {
        public long Time;
        public long Sequence;
        public ulong Token;
        public int Generation;

        /// <summary>The place in the heap; of a free slot, the next free one.</summary>
        public int HeapIndex;

        public bool IsSet;
    }
}
