using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Actors.Tests.Running;

public sealed class RoundsTests
{
    private const long Crossing = 100;

    [Fact]
    public void A_round_reaches_a_crossing_beyond_what_comes_next_however_far_the_last_one_reached()
    {
        var rounds = new Rounds(1_000, Crossing, takesTurns: false);

        // The second round was cut short: what comes next lies before its end.
        var ends = new long[] { 10, 110, 150, 950 }.Select(next => rounds.After(Next(next)).Turn).ToList();

        Assert.Equal([new Turn(false, 110), new Turn(false, 210), new Turn(false, 250), new Turn(false, 1_000)], ends);
    }

    [Fact]
    public void Turns_reach_a_crossing_beyond_where_the_other_side_stands()
    {
        var rounds = new Rounds(350, Crossing, takesTurns: true);

        var turns = new long[] { 10, 20, 115, 220, 315 }.Select(next => rounds.After(Next(next)).Turn).ToList();

        Assert.Equal([new Turn(false, 110), new Turn(true, 210), new Turn(false, 310), new Turn(true, 350), new Turn(false, 350)], turns);
        Assert.Equal(new RoundPlan(true, false, 350, new Turn(false, 350)), rounds.After(Next(350)));
    }

    [Fact]
    public void An_interrupted_run_ends_where_the_side_stands_that_is_ahead()
    {
        var rounds = new Rounds(1_000, Crossing, takesTurns: true);
        rounds.After(Next(10));
        rounds.After(Next(20));

        var last = rounds.After(Next(120) with { IsInterrupted = true });
        var over = rounds.After(Next(215) with { IsInterrupted = true });

        Assert.Equal(new RoundPlan(false, true, 210, new Turn(false, 210)), last);
        Assert.Equal((true, true, 210L), (over.IsOver, over.WasInterrupted, over.End));
    }

    private static Vote Next(long time) => new(time, long.MaxValue, 0);
}
