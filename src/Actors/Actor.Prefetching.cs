using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Actors.Storage;

namespace CxlFabricSim.Actors;

/// <content>
/// In a large fabric nothing of an actor is in the processor's caches any more when its next window comes. What it touches first is
/// fetched while those before it run, one step of the way from the actor to its first message at a time, so that no step waits for the
/// one before.
/// </content>
public abstract partial class Actor
{
    private const int LineBytes = 64;

    // More would push one another out of the fastest cache.
    private const int MostArrivals = 64;

    private (object Object, int Lines)[] _hotState = [];

    /// <summary>Called before <paramref name="due"/> at <paramref name="index"/> runs: makes one step for some of those behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void PrefetchAhead(Actor[] actors, int[] due, int index, int count, PrefetchList list, long end)
    {
        if (!Sse.IsSupported) return;
        if (index + 9 < count) PrefetchObject(actors[due[index + 9]], lines: 4);
        if (index + 7 < count) actors[due[index + 7]].PrefetchOwn();
        if (index + 5 < count) actors[due[index + 5]].PrefetchState();
        if (index + 4 < count) actors[due[index + 4]].FirstInput?.PrefetchRing();
        if (index + 3 < count)
        {
            actors[due[index + 3]].FirstInput?.PrefetchSlots(MostArrivals, end);
            actors[due[index + 3]].FirstOutput?.PrefetchClasses();
        }

        if (index + 2 < count) actors[due[index + 2]].FirstOutput?.PrefetchCredits();
        if (index + 1 >= count) return;
        actors[due[index + 1]].PrefetchArrivals(list, end);
        list.Fetch();
    }

    /// <summary>
    /// What the actor touches for every message, and how many cache lines of each: fetched before its window, where there are so many actors
    /// that nothing stays in the caches. A hint, no more.
    /// </summary>
    protected internal virtual IEnumerable<(object Object, int Lines)> HotState() => [];

    /// <summary>
    /// Starts looking up what the messages of the next window are about: of a few actors, for all before any runs, so that it overlaps; of
    /// many, one actor ahead.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void PrefetchArrivals(PrefetchList list, long end)
    {
        if (!_prefetches) return;
        foreach (var port in Inputs) PrefetchFrom(port, list, end);
    }

    /// <summary>A window has more messages than were looked up before it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void PrefetchMore(InputPort port, long end)
    {
        var list = Home!.PrefetchList;
        PrefetchFrom(port, list, end);
        list.Fetch();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PrefetchFrom(InputPort port, PrefetchList list, long end)
    {
        for (var left = MostArrivals; left != 0; left--)
        {
            var slot = port.TakeUnprefetched(end);
            if (slot < 0) return;
            Prefetch(ref port.MessageIn(slot), list);
        }
    }

    /// <summary>Starts loading an object's first cache lines.</summary>
    internal static unsafe void PrefetchObject(object target, int lines)
    {
        // The address is a hint: should the object move in between, something else is fetched and nothing goes wrong.
        var at = *(byte**)Unsafe.AsPointer(ref target);
        for (var line = 0; line < lines; line++) Sse.Prefetch0(at + line * LineBytes);
    }

    private InputPort? FirstInput => Inputs.Length == 0 ? null : Inputs[_heads.EarliestPort];

    private OutputPort? FirstOutput => Outputs.Length == 0 ? null : Outputs[0];

    private void PrefetchOwn()
    {
        PrefetchObject(_heads, lines: 1);
        PrefetchObject(_timers, lines: 1);
        PrefetchObject(ImmutableCollectionsMarshal.AsArray(Inputs)!, lines: 1);
        PrefetchObject(ImmutableCollectionsMarshal.AsArray(Outputs)!, lines: 1);
        PrefetchObject(_hotState, lines: 4);
    }

    private void PrefetchState()
    {
        foreach (ref readonly var hot in _hotState.AsSpan()) PrefetchObject(hot.Object, hot.Lines);
        _heads.Prefetch();
        if (FirstInput is { } input) PrefetchObject(input, lines: 4);
        if (FirstOutput is { } output) PrefetchObject(output, lines: 6);
    }
}
