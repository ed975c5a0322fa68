using System.Runtime.CompilerServices;

namespace CxlFabricSim.Actors.Scheduling;

/// <summary>
/// When each actor of a partition next has something to do: by place, and the earliest of each group of places. Flat, since actors are looked
/// through by the dozen: whoever is not due is not touched.
/// </summary>
internal sealed class Agenda
{
    private readonly long[] _times;
    private readonly int[] _starts;
    private readonly int[] _groupOf;
    private readonly long[] _earliest;

    /// <param name="sizes">Actors of each group; places are numbered through.</param>
    public Agenda(IReadOnlyList<int> sizes)
    {
        _times = new long[sizes.Sum()];
        _starts = new int[sizes.Count + 1];
        _groupOf = new int[_times.Length];
        _earliest = new long[sizes.Count];
        Array.Fill(_times, long.MaxValue);
        Array.Fill(_earliest, long.MaxValue);
        for (var number = 0; number < sizes.Count; number++)
        {
            _starts[number + 1] = _starts[number] + sizes[number];
            Array.Fill(_groupOf, number, _starts[number], sizes[number]);
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

    /// <summary>The earliest time in a group, or never.</summary>
    public long EarliestIn(int group) => _earliest[group];

    /// <summary>An actor has something to do at a time, possibly earlier than all before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Lower(int place, long time)
    {
        if (time >= _times[place]) return;
        _times[place] = time;
        ref var earliest = ref _earliest[_groupOf[place]];
        if (time < earliest) earliest = time;
    }

    /// <summary>An actor that has run has something to do at a time; its group is to be looked through again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int place, long time) => _times[place] = time;

    /// <summary>Looks through a group whose actors have run.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long Refresh(int group)
    {
        var earliest = long.MaxValue;
        foreach (var time in _times.AsSpan(_starts[group].._starts[group + 1])) earliest = Math.Min(earliest, time);
        return _earliest[group] = earliest;
    }

    /// <summary>The places in a group with something to do before <paramref name="end"/>; returns how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int FindDue(int group, long end, Span<int> due)
    {
        var count = 0;
        for (var place = _starts[group]; place < _starts[group + 1]; place++)
        {
            due[count] = place;
            if (_times[place] < end) count++;
        }

        return count;
    }
}
