using CxlFabricSim.Actors.Scheduling;
using CxlFabricSim.Actors.Tests.Random;

namespace CxlFabricSim.Actors.Tests.Scheduling;

public sealed class AgendaTests
{
    [Theory]
    [InlineData(1, new[] { 7 })]
    [InlineData(2, new[] { 1, 1, 1 })]
    [InlineData(3, new[] { 32, 5, 21, 0, 9 })]
    public void Actors_are_due_when_a_plain_list_says_so(ulong seed, int[] sizes)
    {
        var random = new TestRandom(seed);
        var agenda = new Agenda(sizes);
        var times = Enumerable.Repeat(long.MaxValue, sizes.Sum()).ToArray();
        var due = new int[times.Length];
        for (var step = 0; step < 2_000; step++)
        {
            var place = random.Below(times.Length);
            var time = step + random.Below(500);
            agenda.Lower(place, time);
            times[place] = Math.Min(times[place], time);
            Assert.Equal(times.Min(), agenda.EarliestTime);

            var start = 0;
            var end = times.Min() + random.Below(50);
            for (var number = 0; number < sizes.Length; start += sizes[number++])
            {
                var own = Enumerable.Range(start, sizes[number]).ToList();
                Assert.Equal(own.Select(actor => times[actor]).DefaultIfEmpty(long.MaxValue).Min(), agenda.EarliestIn(number));
                var found = due.AsSpan(0, agenda.FindDue(number, end, due)).ToArray();
                Assert.Equal(own.Where(actor => times[actor] < end), found);

                foreach (var actor in found) agenda.Set(actor, times[actor] = random.Percent(20) ? long.MaxValue : end + random.Below(500));
                Assert.Equal(own.Select(actor => times[actor]).DefaultIfEmpty(long.MaxValue).Min(), agenda.Refresh(number));
            }
        }
    }

    [Fact]
    public void Later_time_than_the_next_one_changes_nothing()
    {
        var agenda = new Agenda([2]);
        agenda.Lower(1, 10);
        agenda.Lower(1, 11);

        Assert.Equal(10, agenda.EarliestTime);
        Assert.Equal(0, agenda.FindDue(0, 10, new int[2]));
        Assert.Equal(1, agenda.FindDue(0, 11, new int[2]));
    }
}
