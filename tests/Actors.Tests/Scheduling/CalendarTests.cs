using CxlFabricSim.Actors.Scheduling;
using CxlFabricSim.Actors.Tests.Random;
using CxlFabricSim.Actors.Tests.Reference;

namespace CxlFabricSim.Actors.Tests.Scheduling;

public sealed class CalendarTests
{
    private const long Window = 100;

    // Buckets are half a window wide at most, and there are 1024 of them.
    private const long BeyondWheel = 1024 * Window;

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 10)]
    [InlineData(3, 300)]
    [InlineData(4, 3)]
    public void Random_actors_are_due_when_a_plain_list_says_so(ulong seed, int count)
    {
        var random = new TestRandom(seed);
        var calendar = new Calendar(Window);
        var actors = Enumerable.Range(0, count).Select(index => NewActor(index, Later(random, 0))).ToArray();
        foreach (var actor in actors) calendar.Insert(actor);
        var due = new Actor[count];
        for (var step = 0; step < 3_000; step++)
        {
            var earliest = actors.Min(actor => actor.Next);
            Assert.Equal(earliest, calendar.EarliestTime());
            if (earliest == long.MaxValue) return;

            calendar.TurnTo(earliest);
            var end = earliest + 1 + random.Below((int)Window);
            var expected = actors.Where(actor => actor.Next < end).Select(actor => actor.Name);
            var found = calendar.TakeDue(end, due);
            Assert.Equal(expected.Order(), due.Take(found).Select(actor => actor.Name).Order());

            foreach (var actor in due.Take(found))
            {
                actor.Next = Later(random, end);
                calendar.Insert(actor);
            }

            var other = actors[random.Below(count)];
            var time = end + random.Below((int)BeyondWheel * 3);
            if (time < other.Next) calendar.Lower(other, time);
        }
    }

    [Fact]
    public void Actor_that_is_lowered_beyond_the_wheel_is_not_lost()
    {
        var calendar = new Calendar(Window);
        var (far, near) = (NewActor(0, 90 * BeyondWheel), NewActor(1, 0));
        calendar.Insert(far);
        calendar.Insert(near);

        calendar.Lower(far, 2 * BeyondWheel);
        calendar.TakeDue(1, new Actor[2]);
        near.Next = 3 * BeyondWheel - Window;
        calendar.TurnTo(2 * BeyondWheel - Window);
        calendar.Insert(near);

        Assert.Equal(2 * BeyondWheel, calendar.EarliestTime());
    }

    [Fact]
    public void Looking_for_the_earliest_far_actor_leaves_room_for_an_earlier_one()
    {
        var calendar = new Calendar(Window);
        var (far, near) = (NewActor(0, 90 * BeyondWheel), NewActor(1, long.MaxValue));
        calendar.Insert(far);
        calendar.Insert(near);
        Assert.Equal(90 * BeyondWheel, calendar.EarliestTime());

        calendar.Lower(near, 5 * Window);

        Assert.Equal(5 * Window, calendar.EarliestTime());
        Assert.Equal(1, calendar.TakeDue(6 * Window, new Actor[2]));
    }

    private static KernelActor NewActor(int number, long next) => new(number, new Script()) { Next = next };

    private static long Later(TestRandom random, long time) => random.Below(8) switch
    {
        0 => long.MaxValue,
        1 => time + random.Below((int)BeyondWheel * 20),
        2 or 3 => time + random.Below((int)BeyondWheel),
        _ => time + random.Below((int)Window * 2),
    };
}
