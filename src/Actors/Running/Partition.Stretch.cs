using System.Runtime.CompilerServices;

namespace CxlFabricSim.Actors.Running;

/// <content>How neighbourhoods run, one after the other.</content>
internal sealed partial class Partition
{
    // Those that are due at first in each neighbourhood, and later in the one that runs.
    private readonly int[] _first;
    private readonly int[] _later;
    private readonly Visit[] _visits;

    /// <summary>
    /// What a neighbourhood sends to another lands behind the end. All that are due at first are known before any runs, so that what they
    /// will touch can be fetched. In its later turns a neighbourhood finds its state in the caches; what its messages are about is fetched.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunStretch(Turn stretch)
    {
        var visits = FindVisits(stretch, out var count);
        var areFew = count <= ManyActors;
        if (areFew) PrefetchArrivals(_first.AsSpan(0, count), long.MaxValue);
        var index = 0;
        foreach (ref var visit in visits)
        {
            ActorRuns += visit.Due;
            for (var last = index + visit.Due; index < last; index++)
            {
                if (!areFew) Actor.PrefetchAhead(_actors, _first, index, count, PrefetchList, visit.Turn.End);
                RunActor(_first[index], visit.Turn.End);
            }

            _agenda.Refresh(visit.Side);
            while (EarliestIn(visit.Number) is var next && next < stretch.End)
            {
                visit.Turns.Skip(next);
                TakeTurn(ref visit, stretch.End, _later);
                var due = _later.AsSpan(0, visit.Due);
                ActorRuns += due.Length;
                // What many touch between fetching it and using it would drive it out again.
                PrefetchArrivals(due, areFew ? long.MaxValue : visit.Turn.End);
                foreach (var place in due) RunActor(place, visit.Turn.End);
                _agenda.Refresh(visit.Side);
            }
        }
    }

    /// <summary>The neighbourhoods that have something to do, each with its first turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Span<Visit> FindVisits(Turn stretch, out int due)
    {
        var visits = 0;
        due = 0;
        for (var number = 0; number < _neighbourhoods.Length; number++)
        {
            if (_neighbourhoods[number].IsOnSecondSide != stretch.IsOfSecond) continue;
            var earliest = EarliestIn(number);
            if (earliest >= stretch.End) continue;
            ref var visit = ref _visits[visits++];
            visit = new Visit { Number = number };
            visit.Turns.Skip(earliest);
            var room = _first.AsSpan(due);
            TakeTurn(ref visit, stretch.End, room);
            if (visit.Due == 0) TakeTurn(ref visit, stretch.End, room);
            due += visit.Due;
        }

        return _visits.AsSpan(0, visits);
    }

    private long EarliestIn(int number) => Math.Min(_agenda.EarliestIn(2 * number), _agenda.EarliestIn(2 * number + 1));

    private void TakeTurn(ref Visit visit, long end, Span<int> due)
    {
        var neighbourhood = _neighbourhoods[visit.Number];
        visit.Turn = visit.Turns.Take(neighbourhood.Window, end, neighbourhood.Second.Count != 0);
        visit.Due = _agenda.FindDue(visit.Side, visit.Turn.End, due);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PrefetchArrivals(ReadOnlySpan<int> places, long end)
    {
        foreach (var place in places) _actors[place].PrefetchArrivals(PrefetchList, end);
        PrefetchList.Fetch();
    }

    /// <summary>How a neighbourhood comes through a stretch.</summary>
    private struct Visit
    {
        public int Number;

        /// <summary>How far its sides have come.</summary>
        public Turns Turns;

        /// <summary>The turn that it has.</summary>
        public Turn Turn;

        /// <summary>So many actors have something to do in it.</summary>
        public int Due;

        /// <summary>Of all sides of all neighbourhoods, the one whose turn it is.</summary>
        public readonly int Side => 2 * Number + (Turn.IsOfSecond ? 1 : 0);
    }
}
