using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Actors.Tests.Running;

public sealed class SidesTests
{
    [Fact]
    public void A_tree_has_two_sides_and_what_nothing_connects_is_on_the_first() =>
        Assert.Equal([false, true, true, false, false, false], Sides.Of(6, [(0, 1), (2, 0), (1, 3), (2, 4)]));

    [Fact]
    public void A_ring_has_two_sides_when_it_is_even()
    {
        Assert.Equal([false, true, false, true], Sides.Of(4, [(0, 1), (1, 2), (2, 3), (3, 0)]));
        Assert.Equal(new bool[5], Sides.Of(5, [(0, 1), (1, 2), (2, 3), (3, 4), (4, 0)]));
        Assert.Equal(new bool[2], Sides.Of(2, [(0, 1), (1, 1)]));
    }

    [Fact]
    public void Each_goes_a_latency_beyond_where_the_other_stands()
    {
        var turns = default(Turns);
        turns.Skip(1_000);

        var taken = Enumerable.Range(0, 6).Select(_ => turns.Take(60, 1_250, areTwo: true)).ToList();

        Assert.Equal([(false, 1_060), (true, 1_120), (false, 1_180), (true, 1_240), (false, 1_250), (true, 1_250)], taken.Select(turn => (turn.IsOfSecond, turn.End)));
        Assert.Equal(1_250, turns.Farthest);
    }

    [Fact]
    public void One_side_goes_a_latency_at_a_time()
    {
        var turns = default(Turns);
        turns.Skip(1_000);

        var taken = Enumerable.Range(0, 3).Select(_ => turns.Take(60, 1_150, areTwo: false)).ToList();

        Assert.Equal([(false, 1_060), (false, 1_120), (false, 1_150)], taken.Select(turn => (turn.IsOfSecond, turn.End)));
    }

    [Fact]
    public void Empty_time_is_skipped_by_both()
    {
        var turns = default(Turns);
        turns.Skip(1_000);
        turns.Take(60, long.MaxValue, areTwo: true);

        turns.Skip(5_000);

        Assert.Equal(new Turn(false, 5_060), turns.Take(60, long.MaxValue, areTwo: true));
        Assert.Equal(new Turn(true, 5_120), turns.Take(60, long.MaxValue, areTwo: true));
    }
}
