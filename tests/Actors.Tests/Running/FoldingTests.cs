using CxlFabricSim.Actors.Running;
using CxlFabricSim.Actors.Tests.Reference;

namespace CxlFabricSim.Actors.Tests.Running;

public sealed class FoldingTests
{
    [Fact]
    public void Small_windows_are_folded_on_one_thread_unless_threads_are_exact()
    {
        Assert.True(Report(Quiet(), new RunSettings { Threads = 2 }).Report.FoldedRounds > 0);
        Assert.Equal(0, Report(Quiet(), new RunSettings { Threads = 2, ThreadsExact = true }).Report.FoldedRounds);
        Assert.Equal(0, Report(Quiet(), new RunSettings()).Report.FoldedRounds);
    }

    [Fact]
    public void Run_that_unfolds_and_folds_again_gives_the_same_digest()
    {
        var alone = Report(Bursts(), new RunSettings());
        foreach (var threads in new[] { 2, 3 })
        {
            var folding = Report(Bursts(), new RunSettings { Threads = threads });

            Assert.Equal(alone.Digest, folding.Digest);
            Assert.Equal(alone.Report.Events, folding.Report.Events);
            Assert.Equal(alone.Report.End, folding.Report.End);
            // A judgement comes every 64 rounds: the first are folded, then nearly 200 are not, then the rest are again.
            Assert.InRange(folding.Report.FoldedRounds, 300, Environment.ProcessorCount > 1 ? 800 : 910);
        }
    }

    [Fact]
    public void More_threads_than_actors_are_one_an_actor() =>
        Assert.Equal(4, Report(Quiet(), new RunSettings { Threads = 50, ThreadsExact = true }).Report.Threads);

    private static (RunReport Report, string Digest) Report(Topology topology, RunSettings settings)
    {
        var engine = new Engine(TestRun.Build(topology), settings);
        return (TestRun.Within(engine.Run), engine.Digest());
    }

    private static Topology Quiet() => new(4, Ring(4), _ => new Script
    {
        Start = self => self.Send(0, new TestMessage((ulong)self.Id)),
        Received = (self, _, message) =>
        {
            if (message.Id < 400) self.Send(0, new TestMessage(message.Id + 4));
        },
    });

    /// <summary>Two hundred windows with 2,400 timers in all, then seven hundred with a message or two.</summary>
    private static Topology Bursts() => new(6, Ring(6), _ => new Script
    {
        Start = self =>
        {
            self.Send(0, new TestMessage(0));
            for (var timer = 0; timer < 400; timer++) self.SetTimer(timer, 200);
        },
        Timer = (self, left) =>
        {
            if (left > 1) self.SetTimer(1_000, left - 1);
        },
        Received = (self, _, message) =>
        {
            if (message.Id < 900) self.Send(0, new TestMessage(message.Id + 1));
        },
    });

    private static List<ChannelPlan> Ring(int actors) => [.. Enumerable.Range(0, actors).Select(actor => new ChannelPlan(actor, (actor + 1) % actors, 1_000, [2]))];
}
