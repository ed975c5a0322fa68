using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Timing;

/// <summary>Answers with the time at which each is ready, in the order of time; among equals in the order in which they were made.</summary>
internal sealed class PendingAnswers
{
    private const int FirstCapacity = 64;

    // A ring in order of time, over answers that stay where they are.
    private Entry[] _order = new Entry[FirstCapacity];
    private uint _head;
    private uint _tail;
    private Answer[] _answers = new Answer[FirstCapacity];
    private int[] _free = [.. Enumerable.Range(0, FirstCapacity)];
    private int _freeCount = FirstCapacity;

    public long EarliestTime
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _head == _tail ? long.MaxValue : At(_head).Time;
    }

    /// <summary>Makes room for an answer that is ready at a time, for the caller to fill.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Answer Add(long time)
    {
        if (_freeCount == 0) Grow();
        var place = _free[--_freeCount];
        var at = _tail++;
        while (at != _head && At(at - 1).Time > time)
        {
            At(at) = At(at - 1);
            at--;
        }

        At(at) = new Entry { Time = time, Place = place };
        return ref _answers[place];
    }

    /// <summary>Takes the earliest; it may be read until the next one is added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Answer Take()
    {
        var place = At(_head++).Place;
        _free[_freeCount++] = place;
        return ref _answers[place];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Entry At(uint position) =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_order), (nint)(position & ((uint)_order.Length - 1)));

    private void Grow()
    {
        var size = _answers.Length;
        var order = new Entry[2 * size];
        for (var position = _head; position != _tail; position++) order[position & ((uint)order.Length - 1)] = At(position);
        _order = order;
        Array.Resize(ref _answers, 2 * size);
        Array.Resize(ref _free, 2 * size);
        for (var place = size; place < 2 * size; place++) _free[_freeCount++] = place;
    }

    private struct Entry
    {
        public long Time;
        public int Place;
    }

    internal struct Answer
    {
        public Message Message;
        public int Port;
        public bool HasLine;
        public LineBytes Line;
    }

    [InlineArray(Sizes.Line)]
    internal struct LineBytes
    {
        private byte _first;
    }
}
