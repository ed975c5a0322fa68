using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Tests.Reference;

/// <summary>Runs a topology on the kernel, on the reference simulator, or on both and compares.</summary>
internal static class TestRun
{
    private static readonly TimeSpan LimitOfARun = TimeSpan.FromSeconds(60);

    /// <summary>The run on one thread, after the reference simulator and other numbers of threads have agreed with it.</summary>
    public static Outcome Everywhere(Topology topology)
    {
        var reference = new ReferenceSimulator(topology).Run();
        var alone = OnKernel(topology, new RunSettings());
        AssertSame(reference, alone, "one thread");
        foreach (var threads in new[] { 2, 3 })
        {
            foreach (var isExact in new[] { true, false })
            {
                var outcome = OnKernel(topology, new RunSettings { Threads = threads, ThreadsExact = isExact });
                AssertSame(reference, outcome, $"{threads} threads, {(isExact ? "exact" : "folding")}");
                Assert.Equal(alone.Digest, outcome.Digest);
            }
        }

        return alone;
    }

    public static Outcome OnKernel(Topology topology, RunSettings settings)
    {
        var model = Build(topology);
        var engine = new Engine(model, topology.Duration is { } duration ? settings with { Duration = new SimTime(duration) } : settings);
        var report = Within(engine.Run);
        return new Outcome([.. model.Actors.Cast<KernelActor>().Select(actor => actor.Log)], report.End.Picoseconds, report.Events) { Digest = engine.Digest() };
    }

    /// <summary>The result of a run; one that hangs fails its test and no more.</summary>
    public static T Within<T>(Func<T> run)
    {
        var running = Task.Factory.StartNew(run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (Task.WaitAny([running], LimitOfARun) < 0) throw new TimeoutException($"the run did not end within {LimitOfARun.TotalSeconds} s");
        return running.GetAwaiter().GetResult();
    }

    public static Model Build(Topology topology)
    {
        var model = new Model();
        for (var actor = 0; actor < topology.Actors; actor++) model.Add(new KernelActor(actor, topology.BehaviourOf(actor)));
        foreach (var plan in topology.Channels) model.Connect(model.Actors[plan.From], model.Actors[plan.To], Options(plan));
        return model;
    }

    public static ChannelOptions Options(ChannelPlan plan) => new()
    {
        Latency = new SimTime(plan.Latency),
        PortDelay = new SimTime(plan.PortDelay),
        BytesPerSecond = plan.BytesPerSecond,
        ClassBytes = [.. Enumerable.Repeat<double>(KernelActor.ClassBytes, plan.Credits.Length)],
        FlitBytes = plan.FlitBytes,
        ServiceTime = new SimTime(plan.ServiceTime),
        Credits = plan.Credits,
        Pulled = plan.Pulled,
    };

    public static void AssertSame(Outcome expected, Outcome actual, string what)
    {
        for (var actor = 0; actor < expected.Logs.Count; actor++)
        {
            var (wanted, found) = (expected.Logs[actor], actual.Logs[actor]);
            var at = 0;
            while (at < wanted.Count && at < found.Count && wanted[at] == found[at]) at++;
            if (at == wanted.Count && at == found.Count) continue;
            Assert.Fail($"{what}: actor {actor}, entry {at}: expected {Show(wanted, at)}, found {Show(found, at)}");
        }

        Assert.True(expected.End == actual.End, $"{what}: expected the end at {expected.End} ps, found {actual.End} ps");
        Assert.True(expected.Events == actual.Events, $"{what}: expected {expected.Events} events, found {actual.Events}");
    }

    private static string Show(IReadOnlyList<LogEntry> log, int at) => at < log.Count ? log[at].ToString() : "the end of the log";
}
