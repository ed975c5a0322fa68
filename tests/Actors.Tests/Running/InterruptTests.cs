using CxlFabricSim.Actors.Running;
using CxlFabricSim.Actors.Tests.Reference;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Tests.Running;

public sealed class InterruptTests
{
    public static TheoryData<int, bool> Threads => new() { { 1, false }, { 2, true }, { 3, true }, { 3, false } };

    [Theory]
    [MemberData(nameof(Threads))]
    public void An_interrupted_run_is_the_run_that_was_to_end_at_that_time(int threads, bool isExact)
    {
        var settings = new RunSettings { Threads = threads, ThreadsExact = isExact };

        // In an even ring sides take turns.
        foreach (var actors in new[] { 5, 6 })
        {
            var interrupted = Run(settings, interruptAt: 5_000, lastMessage: ulong.MaxValue, actors);

            var planned = Run(settings with { Duration = interrupted.Report.End }, interruptAt: -1, lastMessage: ulong.MaxValue, actors);

            Assert.True(interrupted.Report.IsInterrupted);
            Assert.False(planned.Report.IsInterrupted);
            Assert.InRange(interrupted.Report.End.Picoseconds, 5_001, 5_000 + 40 * Latency);
            Assert.Equal(planned.Digest, interrupted.Digest);
            Assert.Equal(planned.Logs, interrupted.Logs);
            Assert.Equal(planned.Report.Events, interrupted.Report.Events);
        }
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void A_run_that_is_over_anyway_is_not_interrupted(int threads, bool isExact)
    {
        var last = Run(new RunSettings { Threads = threads, ThreadsExact = isExact }, interruptAt: 50 * Latency, lastMessage: 50);

        Assert.False(last.Report.IsInterrupted);
        Assert.Equal(50 * Latency, last.Report.End.Picoseconds);
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void A_run_interrupted_before_it_begins_takes_no_message(int threads, bool isExact)
    {
        var model = TestRun.Build(Ring(ulong.MaxValue, _ => { }));
        var engine = new Engine(model, new RunSettings { Threads = threads, ThreadsExact = isExact });
        engine.Interrupt();

        var report = TestRun.Within(engine.Run);

        Assert.True(report.IsInterrupted);
        Assert.Equal((new SimTime(Latency), 0L), (report.End, report.Events));
    }

    [Fact]
    public void One_interrupted_vote_interrupts_the_round()
    {
        var quiet = new Vote(1, 2, 3);

        Assert.True(quiet.Combine(quiet with { IsInterrupted = true }).IsInterrupted);
        Assert.True((quiet with { IsInterrupted = true }).Combine(quiet).IsInterrupted);
        Assert.False(quiet.Combine(quiet).IsInterrupted);
    }

    [Fact]
    public void Progress_follows_the_run_and_ends_with_its_events()
    {
        Engine? engine = null;
        var seen = new List<(long Now, RunProgress Progress)>();
        var model = TestRun.Build(Ring(lastMessage: 500, actor => seen.Add((actor.Now, engine!.Progress))));
        engine = new Engine(model, new RunSettings());
        Assert.Equal(default, engine.Progress);

        var report = TestRun.Within(engine.Run);

        Assert.All(seen, look => Assert.InRange(look.Progress.Time.Picoseconds, look.Now - 16 * Latency, look.Now));
        Assert.True(seen[^1].Progress.Events > seen[0].Progress.Events + 100);
        Assert.Equal(report.Events, engine.Progress.Events);
        Assert.InRange(engine.Progress.Time.Picoseconds, report.End.Picoseconds - 16 * Latency, report.End.Picoseconds);
    }

    private const long Latency = 100;

    private static (RunReport Report, string Digest, List<List<LogEntry>> Logs) Run(RunSettings settings, long interruptAt, ulong lastMessage, int actors = 5)
    {
        Engine? engine = null;
        var model = TestRun.Build(Ring(lastMessage, actor =>
        {
            if (actor.Now == interruptAt) engine!.Interrupt();
        }, actors));
        engine = new Engine(model, settings);
        var report = TestRun.Within(engine.Run);
        return (report, engine.Digest(), [.. model.Actors.Cast<KernelActor>().Select(actor => actor.Log)]);
    }

    /// <summary>Actors in a ring: each sends on what it takes until the last message; each looks around when it takes one.</summary>
    private static Topology Ring(ulong lastMessage, Action<ITestActor> look, int actors = 5) => new(
        actors,
        [.. Enumerable.Range(0, actors).Select(actor => new ChannelPlan(actor, (actor + 1) % actors, Latency, [2]))],
        _ => new Script
        {
            Start = self => self.Send(0, new TestMessage(1)),
            Received = (self, _, message) =>
            {
                look(self);
                if (message.Id < lastMessage) self.Send(0, new TestMessage(message.Id + 1));
            },
        });
}
