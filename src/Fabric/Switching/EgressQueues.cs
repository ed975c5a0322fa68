using System.Numerics;
using System.Runtime.CompilerServices;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Switching;

/// <summary>
/// What waits for one output of a switch: a queue for each class and input, over slots that stay where they arrived. Round
/// robin over the classes that may go, and inside a class over inputs, each from where it last stopped.
/// </summary>
public sealed class EgressQueues
{
    private const ushort None = ushort.MaxValue;

    private readonly int _inputs;
    private readonly int _words;
    private readonly ushort[] _first;
    private readonly ushort[] _last;
    private readonly ulong[] _occupied;
    private readonly ushort[][] _next;
    private readonly int[] _lastInput = new int[WireFormat.Classes];
    private int _lastClass;

    /// <param name="links">For every input, the slot behind each slot: shared by all outputs, since a slot waits for one.</param>
    public EgressQueues(ushort[][] links)
    {
        _next = links;
        _inputs = links.Length;
        _words = (_inputs + 63) / 64;
        _first = new ushort[WireFormat.Classes * _inputs];
        _last = new ushort[WireFormat.Classes * _inputs];
        _occupied = new ulong[WireFormat.Classes * _words];
    }

    /// <summary>The classes of which something waits, a bit each.</summary>
    public uint Classes { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enqueue(int input, MessageClass messageClass, int slot)
    {
        var queue = (int)messageClass * _inputs + input;
        ref var word = ref _occupied[(int)messageClass * _words + (input >> 6)];
        var bit = 1UL << input;
        if ((word & bit) == 0)
        {
            word |= bit;
            Classes |= 1u << (int)messageClass;
            _first[queue] = (ushort)slot;
        }
        else
        {
            _next[input][_last[queue]] = (ushort)slot;
        }

        _next[input][slot] = None;
        _last[queue] = (ushort)slot;
    }

    /// <summary>Takes what goes next among the classes allowed; there must be something.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MessageClass Dequeue(uint allowed, out int input, out int slot)
    {
        var messageClass = After(allowed & Classes, _lastClass);
        _lastClass = messageClass;
        input = _words == 1 ? After(_occupied[messageClass], _lastInput[messageClass]) : NextInput(messageClass);
        _lastInput[messageClass] = input;
        var queue = messageClass * _inputs + input;
        slot = _first[queue];
        var next = _next[input][slot];
        _first[queue] = next;
        if (next == None) Vacate(messageClass, input);
        return (MessageClass)messageClass;
    }

    /// <summary>Something went past the empty queues: the round robin goes on behind it, as if it had waited.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void NotePassed(int input, MessageClass messageClass)
    {
        _lastClass = (int)messageClass;
        _lastInput[(int)messageClass] = input;
    }

    /// <summary>Takes all that waits of a class from an input, in order.</summary>
    public IReadOnlyList<int> TakeAll(int input, MessageClass messageClass)
    {
        var taken = new List<int>();
        if ((_occupied[(int)messageClass * _words + (input >> 6)] & 1UL << input) == 0) return taken;
        for (var slot = _first[(int)messageClass * _inputs + input]; slot != None; slot = _next[input][slot]) taken.Add(slot);
        Vacate((int)messageClass, input);
        return taken;
    }

    private void Vacate(int messageClass, int input)
    {
        var start = messageClass * _words;
        _occupied[start + (input >> 6)] &= ~(1UL << input);
        for (var word = 0; word < _words; word++)
        {
            if (_occupied[start + word] != 0) return;
        }

        Classes &= ~(1u << messageClass);
    }

    /// <summary>The first set bit above <paramref name="last"/>, or from zero again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int After(ulong bits, int last)
    {
        var above = bits & ~(ulong.MaxValue >> (63 - last));
        return BitOperations.TrailingZeroCount(above != 0 ? above : bits);
    }

    private int NextInput(int messageClass)
    {
        var start = messageClass * _words;
        var last = _lastInput[messageClass];
        var word = last >> 6;
        var bits = _occupied[start + word] & ~(ulong.MaxValue >> (63 - (last & 63)));
        while (bits == 0)
        {
            word = word + 1 == _words ? 0 : word + 1;
            bits = _occupied[start + word];
        }

        return (word << 6) + BitOperations.TrailingZeroCount(bits);
    }
}
