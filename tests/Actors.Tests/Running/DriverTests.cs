using CxlFabricSim.Actors.Running;
using CxlFabricSim.Actors.Tests.Random;
using CxlFabricSim.Actors.Tests.Reference;

namespace CxlFabricSim.Actors.Tests.Running;

/// <summary>Runs whose partitions are run by somebody outside the kernel, in whatever order.</summary>
public sealed class DriverTests
{
    [Theory]
    [InlineData(900, 960, true)]
    [InlineData(960, 980, false)]
    public void Driven_run_does_what_the_reference_simulator_does(int first, int end, bool hasPartitionPerActor)
    {
        for (var seed = first; seed < end; seed++)
        {
            var topology = RandomTopology.Of((ulong)seed);

            var outcome = TestRun.OnKernel(topology, new RunSettings { Driver = new ShuffledDriver(hasPartitionPerActor, (ulong)seed) });

            TestRun.AssertSame(new ReferenceSimulator(topology).Run(), outcome, $"seed {seed}");
            Assert.Equal(TestRun.OnKernel(topology, new RunSettings()).Digest, outcome.Digest);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Interrupted_driven_run_is_the_run_that_was_to_end_at_that_time(bool hasPartitionPerActor)
    {
        var settings = new RunSettings { Driver = new ShuffledDriver(hasPartitionPerActor, 1) };
        Engine? engine = null;
        var model = TestRun.Build(Endless(at => { if (at == 500_000) engine!.Interrupt(); }));
        engine = new Engine(model, settings);

        var report = TestRun.Within(engine.Run);
        var planned = new Engine(TestRun.Build(Endless(_ => { })), settings with { Duration = report.End });
        planned.Run();

        Assert.True(report.IsInterrupted);
        Assert.Equal(planned.Digest(), engine.Digest());
    }

    [Fact]
    public void Partitions_speak_only_to_those_with_whom_they_share_a_channel()
    {
        var chain = new Topology(3, [new ChannelPlan(0, 1, 1000, [1]), new ChannelPlan(1, 2, 1000, [1])], _ => new Script());
        var seen = new List<IReadOnlyList<int>>();

        var report = new Engine(TestRun.Build(chain), new RunSettings { Driver = new PeersDriver(seen), Threads = 3 }).Run();

        Assert.Equal([[1], [0, 2], [1]], seen);
        Assert.Equal(2, report.Threads);
    }

    private static Topology Endless(Action<long> atTimer) => new(2, [new ChannelPlan(0, 1, 1000, [1]), new ChannelPlan(1, 0, 1000, [1])], actor => new Script
    {
        Start = self => self.SetTimer(100, 0),
        Timer = (self, _) =>
        {
            if (actor == 0) atTimer(self.Now);
            self.SetTimer(100, 0);
        },
    });

    private sealed class PeersDriver(List<IReadOnlyList<int>> seen) : IDriver
    {
        public bool HasPartitionPerActor => true;

        public int Threads => 2;

        public void Drive(DrivenRounds rounds)
        {
            for (var partition = 0; partition < rounds.Partitions; partition++) seen.Add([.. rounds.PeersOf(partition)]);
        }
    }
}
