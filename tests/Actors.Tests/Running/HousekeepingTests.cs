using CxlFabricSim.Actors.Tests.Reference;

namespace CxlFabricSim.Actors.Tests.Running;

public sealed class HousekeepingTests
{
    [Fact]
    public void Sample_sees_the_state_just_before_its_time()
    {
        var outcome = TestRun.Everywhere(Counter(period: 100, messages: 5));

        // Messages arrive at 100, 300, 500, 700 and 900; the sample at 300 has seen the first alone.
        Assert.Equal([(100L, 0UL), (200, 1), (300, 1), (400, 2), (500, 2), (600, 3), (700, 3), (800, 4), (900, 4)], Samples(outcome));
    }

    [Fact]
    public void Housekeeping_keeps_no_run_alive()
    {
        var outcome = TestRun.Everywhere(Counter(period: 40, messages: 1));

        Assert.Equal(100, outcome.End);
        Assert.Equal([(40L, 0UL), (80, 0)], Samples(outcome));
    }

    [Theory]
    [InlineData(1000, 9)]
    [InlineData(1001, 10)]
    public void Samples_go_on_to_the_end_of_a_run_that_is_cut_short(long duration, int samples)
    {
        var topology = Counter(period: 100, messages: 1);
        var outcome = TestRun.Everywhere(topology with
        {
            Duration = duration,
            BehaviourOf = actor => actor == 2 ? new Script { Start = self => self.SetTimer(1_000_000, 0) } : topology.BehaviourOf(actor),
        });

        Assert.Equal(samples, Samples(outcome).Count());
    }

    [Fact]
    public void Last_samples_do_not_depend_on_a_credit_that_nobody_waits_for()
    {
        // The only message is taken at 100; its credit is on its way until 200, beyond the end.
        var outcome = TestRun.Everywhere(Counter(period: 10, messages: 1) with { Duration = 150 });

        Assert.Equal(100, Samples(outcome).Last().Time);
    }

    private static IEnumerable<(long Time, ulong Count)> Samples(Outcome outcome) =>
        outcome.Logs[1].Where(entry => entry.Kind == LogKind.Note).Select(entry => (entry.Time, entry.Id));

    /// <summary>Actor 0 sends to actor 1, which samples how many messages it has; actor 2 idles.</summary>
    private static Topology Counter(long period, int messages) => new(3, [new ChannelPlan(0, 1, 100, [1]), new ChannelPlan(2, 0, 100, [1])], actor =>
    {
        var count = 0UL;
        return actor switch
        {
            0 => new Script
            {
                Start = self =>
                {
                    for (var id = 0; id < messages; id++) self.Send(0, new TestMessage((ulong)id));
                },
            },
            1 => new Script
            {
                Start = self => self.ScheduleHousekeeping(period),
                Received = (_, _, _) => count++,
                Housekeeping = (self, time) =>
                {
                    self.Note(count);
                    return time + period;
                },
            },
            _ => new Script(),
        };
    });
}
