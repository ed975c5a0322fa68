using CxlFabricSim.Actors.Running;
using CxlFabricSim.Actors.Tests.Reference;

namespace CxlFabricSim.Actors.Akka.Tests.Rounds;

/// <summary>The rounds of a small fabric, for tests that speak to the actors which run them.</summary>
internal static class TestRounds
{
    /// <summary>Two actors: the first sends the second a message at 100 ps, over a channel of 1000 ps.</summary>
    public static Topology OneMessage { get; } = new(2, [new ChannelPlan(0, 1, 1000, [1])], actor => new Script
    {
        Start = self => { if (actor == 0) self.SetTimer(100, 0); },
        Timer = (self, _) => self.Send(0, new TestMessage(7, 0, KernelActor.ClassBytes)),
    });

    /// <summary>Two actors who set themselves timers for ever.</summary>
    /// <param name="atTimer">Called with actor and time at each.</param>
    public static Topology Endless(Action<int, long> atTimer) => new(2, [new ChannelPlan(0, 1, 1000, [1]), new ChannelPlan(1, 0, 1000, [1])], actor => new Script
    {
        Start = self => self.SetTimer(100, 0),
        Timer = (self, _) =>
        {
            atTimer(actor, self.Now);
            self.SetTimer(100, 0);
        },
    });

    /// <summary>Gives the rounds of a run to a test in a driver's place.</summary>
    public static void Of(Topology topology, Action<DrivenRounds> test, bool hasPartitionPerActor = true) =>
        new Engine(TestRun.Build(topology), new RunSettings { Driver = new TestDriver(test, hasPartitionPerActor), KindOf = actor => actor.Id == 0 ? "hosts" : "devices" }).Run();

    private sealed class TestDriver(Action<DrivenRounds> test, bool hasPartitionPerActor) : IDriver
    {
        public bool HasPartitionPerActor => hasPartitionPerActor;

        public int Threads => 1;

        public void Drive(DrivenRounds rounds) => test(rounds);
    }
}
