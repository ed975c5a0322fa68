using CxlFabricSim.Actors.Running;
using CxlFabricSim.Actors.Tests.Reference;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Tests.Scheduling;

public sealed class IdleActorsTests
{
    private const int Messages = 500;

    [Fact]
    public void Actors_without_work_are_not_run()
    {
        var topology = OneBusyPair(5_000, idleTimer: 1_000_000_000);
        var model = TestRun.Build(topology);
        var partition = model.Divide(new int[5_000], 1).Single();

        partition.Start();
        partition.RunTo(500_000_000);

        Assert.Equal(Messages * 2, partition.Events);
        Assert.Equal(Messages * 2, partition.ActorRuns);
    }

    [Fact]
    public void Thousands_of_idle_actors_change_nothing()
    {
        var many = TestRun.OnKernel(OneBusyPair(3_000, idleTimer: null), new RunSettings { Threads = 3, ThreadsExact = true });
        var few = TestRun.OnKernel(OneBusyPair(3, idleTimer: null), new RunSettings());

        Assert.Equal(few.Logs[0], many.Logs[0]);
        Assert.Equal(few.Logs[1], many.Logs[1]);
    }

    [Fact]
    public void Empty_time_costs_no_windows()
    {
        // Channels of 100 ps, and a timer each millisecond: ten million windows if time were walked through.
        var model = TestRun.Build(new Topology(2, [new ChannelPlan(0, 1, 100, [1])], actor => new Script
        {
            Start = self => self.SetTimer(1_000_000_000, 10),
            Timer = (self, left) =>
            {
                if (left > 1) self.SetTimer(1_000_000_000, left - 1);
            },
        }));

        var report = new Engine(model, new RunSettings()).Run();

        Assert.Equal(SimTime.FromMicroseconds(10_000), report.End);
        Assert.Equal(20, report.Events);
        Assert.InRange(report.Windows, 10, 20);
    }

    /// <summary>Actors 0 and 1 pass a message to and fro; everyone else waits, perhaps for a far timer.</summary>
    private static Topology OneBusyPair(int actors, long? idleTimer)
    {
        var channels = Enumerable.Range(0, actors).Select(actor => new ChannelPlan(actor, actor ^ 1, 100, [1])).Where(plan => plan.To < actors).ToList();
        return new Topology(actors, channels, actor => new Script
        {
            Start = self =>
            {
                if (actor == 0) self.Send(0, new TestMessage(1));
                else if (actor > 1 && idleTimer is { } delay) self.SetTimer(delay, 0);
            },
            Received = (self, _, message) =>
            {
                if (message.Id < Messages * 2) self.Send(0, new TestMessage(message.Id + 1));
            },
        });
    }
}
