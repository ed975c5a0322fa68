using CxlFabricSim.Actors.Scheduling;
using CxlFabricSim.Actors.Tests.Random;

namespace CxlFabricSim.Actors.Tests.Scheduling;

public sealed class TimerQueueTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_timers_leave_in_the_order_of_a_sorted_list(ulong seed)
    {
        var random = new TestRandom(seed);
        var queue = new TimerQueue();
        var model = new List<(long Time, ulong Token, TimerHandle Handle)>();
        var gone = new List<TimerHandle>();
        for (var step = 0UL; step < 5_000; step++)
        {
            var first = model.OrderBy(timer => timer.Time).ThenBy(timer => timer.Token).FirstOrDefault();
            switch (random.Below(5))
            {
                case 0 or 1:
                    var time = random.Below(200);
                    model.Add((time, step, queue.Add(time, step)));
                    break;
                case 2 when model.Count > 0:
                    Assert.Equal(first.Token, queue.Take());
                    model.Remove(first);
                    gone.Add(first.Handle);
                    break;
                case 3 when model.Count > 0:
                    var removed = model[random.Below(model.Count)];
                    Assert.True(queue.Remove(removed.Handle), $"seed {seed}, step {step}");
                    model.Remove(removed);
                    gone.Add(removed.Handle);
                    break;
                case 4 when gone.Count > 0:
                    Assert.False(queue.Remove(gone[random.Below(gone.Count)]), $"seed {seed}, step {step}");
                    break;
                default:
                    break;
            }

            Assert.Equal(model.Count == 0 ? long.MaxValue : model.Min(timer => timer.Time), queue.NextTime);
        }
    }

    [Fact]
    public void Default_handle_names_no_timer()
    {
        var queue = new TimerQueue();
        queue.Add(5, 1);

        Assert.False(queue.Remove(default));
        Assert.Equal(5, queue.NextTime);
    }
}
