using System.Runtime.CompilerServices;

namespace CxlFabricSim.Actors.Scheduling;

/// <summary>
/// When each actor of a partition next has something to do: by place, and the earliest of each neighbourhood. Flat, since actors are looked
/// through by the dozen: whoever is not due is not touched.
/// </summary>
internal sealed class Agenda
{
    private readonly long[] _times;
    private readonly int[] _starts;
    private readonly int[] _neighbourhoodOf;
    private readonly long[] _earliest;

    /// <param name="sizes">Actors of each neighbourhood; places are numbered through.</param>
    public Agenda(IReadOnlyList<int> sizes)
    {
        _times = new long[sizes.Sum()];
        _starts = new int[sizes.Count + 1];
        _neighbourhoodOf = new int[_times.Length];
        _earliest = new long[sizes.Count];
        Array.Fill(_times, long.MaxValue);
        Array.Fill(_earliest, long.MaxValue);
        for (var number = 0; number < sizes.Count; number++)
        {
            _starts[number + 1] = _starts[number] + sizes[number];
            Array.Fill(_neighbourhoodOf, number, _starts[number], sizes[number]);
        }
    }

    /// <summary>The earliest time of any actor, or never.</summary>
    public long EarliestTime
    {
        get
        {
            var earliest = long.MaxValue;
            foreach (var time in _earliest) earliest = Math.Min(earliest, time);
            return earliest;
        }
    }

    /// <summary>The earliest time in a neighbourhood, or never.</summary>
    public long EarliestIn(int neighbourhood) => _earliest[neighbourhood];

    /// <summary>An actor has something to do at a time, possibly earlier than all before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Lower(int place, long time)
    {
        if (time >= _times[place]) return;
        _times[place] = time;
        ref var earliest = ref _earliest[_neighbourhoodOf[place]];
        if (time < earliest) earliest = time;
    }

    /// <summary>An actor that has run has something to do at a time; its neighbourhood is to be looked through again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int place, long time) => _times[place] = time;

    /// <summary>Looks through a neighbourhood whose actors have run.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long Refresh(int neighbourhood)
    {
        var earliest = long.MaxValue;
        foreach (var time in _times.AsSpan(_starts[neighbourhood].._starts[neighbourhood + 1])) earliest = Math.Min(earliest, time);
        return _earliest[neighbourhood] = earliest;
    }

    /// <summary>The places in a neighbourhood with something to do before <paramref name="end"/>; returns how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int FindDue(int neighbourhood, long end, Span<int> due)
    {
        var count = 0;
        for (var place = _starts[neighbourhood]; place < _starts[neighbourhood + 1]; place++)
        {
            due[count] = place;
            if (_times[place] < end) count++;
        }

        return count;
    }
}
