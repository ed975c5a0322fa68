using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using CxlFabricSim.Actors.Storage;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Switching;

/// <summary>
/// What waits for one output of a switch: a queue for each class and input, over slots that stay where they arrived. Round
/// robin over the classes that may go, each from where it last stopped; inside a class the switch's arbitration.
/// </summary>
public sealed unsafe class EgressQueues
{
    private const ushort None = ushort.MaxValue;

    private readonly int _inputs;
    private readonly int _words;

    // Class by class: of each input, and for every 64 inputs those that have something.
    private readonly PinnedArray<SlotQueue> _queues;
    private readonly PinnedArray<ulong> _occupied;
    private readonly ushort[][] _next;
    private readonly PinnedArray<int> _lastInput = new(WireFormat.Classes);
    private readonly Arbitration _arbitration;
    private readonly int[] _weights;
    private readonly int[] _turnsLeft = new int[WireFormat.Classes];
    private readonly long[] _births;
    private int _lastClass;

    /// <param name="links">For every input, the slot behind each slot: shared by all outputs, since a slot waits for one.</param>
    /// <param name="timing">How inputs are chosen; round robin when left out.</param>
    public EgressQueues(ushort[][] links, SwitchTiming? timing = null)
    {
        _arbitration = (timing ??= SwitchTiming.Default).Arbitration;
        _next = links;
        _inputs = links.Length;
        _words = (_inputs + 63) / 64;
        _queues = new PinnedArray<SlotQueue>(WireFormat.Classes * _inputs);
        _occupied = new PinnedArray<ulong>(WireFormat.Classes * _words);
        _weights = [.. timing.Weights, .. Enumerable.Repeat(1, Math.Max(0, _inputs - timing.Weights.Count))];
        _births = _arbitration == Arbitration.Age ? new long[WireFormat.Classes * _inputs] : [];
    }

    /// <summary>Whether <see cref="NoteHead"/> is to be told of each message that comes to the head of its queue.</summary>
    public bool GoesByAge => _births.Length != 0;

    /// <summary>The classes of which something waits, a bit each.</summary>
    public uint Classes { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enqueue(int input, MessageClass messageClass, int slot)
    {
        ref var queue = ref QueueOf((int)messageClass, input);
        ref var word = ref WordOf((int)messageClass, input);
        var next = _next[input];
        var bit = 1UL << input;
        if ((word & bit) == 0)
        {
            word |= bit;
            Classes |= 1u << (int)messageClass;
            queue.First = (ushort)slot;
        }
        else
        {
            next[queue.Last] = (ushort)slot;
        }

        next[slot] = None;
        queue.Last = (ushort)slot;
    }

    /// <summary>Takes what goes next among the classes allowed; there must be something.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MessageClass Dequeue(uint allowed, out int input, out int slot)
    {
        // Nothing behind here checks bounds.
        if ((allowed & Classes) == 0) throw new InvalidOperationException("nothing waits of the classes that may go");
        var messageClass = After(allowed & Classes, _lastClass);
        _lastClass = messageClass;
        input = _arbitration == Arbitration.RoundRobin ? NextInput(messageClass) : ChooseInput(messageClass);
        _lastInput.First[messageClass] = input;
        ref var queue = ref QueueOf(messageClass, input);
        slot = queue.First;
        var next = _next[input][slot];
        queue.First = next;
        if (next == None) Vacate(messageClass, input);
        return (MessageClass)messageClass;
    }

    /// <summary>Something went past the empty queues: the round robin goes on behind it, as if it had waited.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void NotePassed(int input, MessageClass messageClass)
    {
        _lastClass = (int)messageClass;
        if (_arbitration == Arbitration.Weighted) TakeTurn((int)messageClass, input);
        _lastInput.First[(int)messageClass] = input;
    }

    /// <summary>The slot at the head of a queue; there must be one.</summary>
    public int HeadOf(int input, MessageClass messageClass) => QueueOf((int)messageClass, input).First;

    public bool Holds(int input, MessageClass messageClass) => (WordOf((int)messageClass, input) & 1UL << input) != 0;

    /// <summary>Where age decides: since when the message at the head of a queue is under way, its waits before this switch counted from then on.</summary>
    public void NoteHead(int input, MessageClass messageClass, long birth) => _births[(int)messageClass * _inputs + input] = birth;

    /// <summary>Takes all that waits of a class from an input, in order.</summary>
    public IReadOnlyList<int> TakeAll(int input, MessageClass messageClass)
    {
        var taken = new List<int>();
        if (!Holds(input, messageClass)) return taken;
        for (var slot = QueueOf((int)messageClass, input).First; slot != None; slot = _next[input][slot]) taken.Add(slot);
        Vacate((int)messageClass, input);
        return taken;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Vacate(int messageClass, int input)
    {
        WordOf(messageClass, input) &= ~(1UL << input);
        if (_occupied.First[messageClass * _words] == 0 && (_words == 1 || IsEmpty(messageClass))) Classes &= ~(1u << messageClass);
    }

    private bool IsEmpty(int messageClass) => !_occupied.AsSpan().Slice(messageClass * _words, _words).ContainsAnyExcept(0UL);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref SlotQueue QueueOf(int messageClass, int input)
    {
        Debug.Assert((uint)messageClass < WireFormat.Classes && (uint)input < (uint)_inputs);
        return ref _queues.First[messageClass * _inputs + input];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref ulong WordOf(int messageClass, int input)
    {
        Debug.Assert((uint)messageClass < WireFormat.Classes && (uint)input < (uint)_inputs);
        return ref _occupied.First[messageClass * _words + (input >> 6)];
    }

    /// <summary>The first set bit above <paramref name="last"/>, or from zero again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int After(ulong bits, int last)
    {
        var above = bits & ~(ulong.MaxValue >> (63 - last));
        return BitOperations.TrailingZeroCount(above != 0 ? above : bits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int NextInput(int messageClass) =>
        _words == 1 ? After(_occupied.First[messageClass], _lastInput.First[messageClass]) : NextOfMany(messageClass);

    private int ChooseInput(int messageClass)
    {
        if (_arbitration == Arbitration.Age) return Oldest(messageClass);
        var last = _lastInput.First[messageClass];
        var input = _turnsLeft[messageClass] > 0 && Holds(last, (MessageClass)messageClass) ? last : NextInput(messageClass);
        TakeTurn(messageClass, input);
        return input;
    }

    // Who gives up the rest of its turns by having nothing to send begins anew.
    private void TakeTurn(int messageClass, int input)
    {
        ref var left = ref _turnsLeft[messageClass];
        if (left <= 0 || input != _lastInput.First[messageClass]) left = _weights[input];
        left--;
    }

    private int Oldest(int messageClass)
    {
        var oldest = -1;
        for (var word = 0; word < _words; word++)
        {
            for (var left = _occupied.First[messageClass * _words + word]; left != 0; left &= left - 1)
            {
                var input = (word << 6) + BitOperations.TrailingZeroCount(left);
                if (oldest < 0 || _births[messageClass * _inputs + input] < _births[messageClass * _inputs + oldest]) oldest = input;
            }
        }

        return oldest;
    }

    private int NextOfMany(int messageClass)
    {
        var start = messageClass * _words;
        var last = _lastInput.First[messageClass];
        var word = last >> 6;
        var bits = _occupied.First[start + word] & ~(ulong.MaxValue >> (63 - (last & 63)));
        while (bits == 0)
        {
            word = word + 1 == _words ? 0 : word + 1;
            bits = _occupied.First[start + word];
        }

        return (word << 6) + BitOperations.TrailingZeroCount(bits);
    }

    /// <summary>The slots that stand first and last of an input's messages of a class.</summary>
    private struct SlotQueue
    {
        public ushort First;
        public ushort Last;
    }
}
