using System.Diagnostics;
using Akka.Actor;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Actors.Tests.Random;
using CxlFabricSim.Actors.Tests.Reference;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Akka.Tests.Rounds;

/// <summary>Whole runs in one process, by Akka actors.</summary>
public sealed class AkkaDriverTests
{
    private static readonly string[] Paths =
        ["/user/fabric/node-0", "/user/fabric/node-0/hosts", "/user/fabric/node-0/hosts/actor0", "/user/fabric/node-0/devices/actor1"];

    [Theory]
    [InlineData(1000, 1020, Grain.Element)]
    [InlineData(1020, 1030, Grain.Node)]
    public void Run_by_actors_does_what_the_reference_simulator_does(int first, int end, Grain grain)
    {
        using var driver = AkkaDriver.ForOneProcess(grain);
        for (var seed = first; seed < end; seed++)
        {
            var topology = RandomTopology.Of((ulong)seed);

            var outcome = TestRun.OnKernel(topology, new RunSettings { Driver = driver });

            TestRun.AssertSame(new ReferenceSimulator(topology).Run(), outcome, $"seed {seed}");
            Assert.Equal(TestRun.OnKernel(topology, new RunSettings()).Digest, outcome.Digest);
        }
    }

    [Fact]
    public async Task Every_actor_of_the_fabric_has_its_path_while_it_runs()
    {
        using var system = ActorSystem.Create("paths", AkkaSettings.ForOneProcess(null));
        var hasBegun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var engine = new Engine(TestRun.Build(TestRounds.Endless((_, _) => hasBegun.TrySetResult())), new RunSettings
        {
            Driver = new AkkaDriver(system, Grain.Element, null),
            KindOf = actor => actor.Id == 0 ? "hosts" : "devices",
        });
        var running = Task.Factory.StartNew(engine.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await hasBegun.Task;

        List<string> found = [];
        foreach (var path in Paths) found.Add((await system.ActorSelection(path).ResolveOne(TimeSpan.FromSeconds(30))).Path.ToStringWithoutAddress());
        engine.Interrupt();

        Assert.True((await running).IsInterrupted);
        Assert.Equal(Paths, found);
    }

    [Theory]
    [InlineData(Grain.Element, 1, 1, 1)]
    [InlineData(Grain.Element, 3, 3, 2)]
    [InlineData(Grain.Element, 5, 4, 2)]
    [InlineData(Grain.Node, 3, 1, 1)]
    public void Actors_run_on_the_threads_that_are_asked_for(Grain grain, int threads, int atWork, int atOnce)
    {
        // Akka's pool wakes as many of its threads as it thinks fit: two at once show that there is not one.
        using var driver = AkkaDriver.ForOneProcess(grain, "cxl-fabric-dispatcher.dedicated-thread-pool.thread-count = 7", threads);
        var meeting = new Meeting(atOnce);

        var report = new Engine(TestRun.Build(AllBusyAtOnce(meeting)), new RunSettings { Driver = driver }).Run();

        Assert.Equal((threads, atWork), (driver.Threads, report.Threads));
        Assert.InRange(meeting.Most, atOnce, threads);
        Assert.InRange(meeting.Threads.Count, atOnce, threads);
        Assert.All(meeting.Threads, name => Assert.StartsWith($"cxl-fabric-dispatcher-{threads}_", name, StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_number_threads_are_those_of_the_settings()
    {
        using var driver = AkkaDriver.ForOneProcess(Grain.Element, "cxl-fabric-dispatcher.dedicated-thread-pool.thread-count = 3");
        using var other = AkkaDriver.ForOneProcess(Grain.Element, "cxl-fabric-dispatcher.type = Dispatcher");
        using var defaults = AkkaDriver.ForOneProcess(Grain.Element);

        Assert.Equal((3, Environment.ProcessorCount, Environment.ProcessorCount), (driver.Threads, other.Threads, defaults.Threads));
    }

    [Fact]
    public void Bug_in_an_actor_is_thrown_where_the_run_was_started_and_the_next_run_goes_on()
    {
        using var driver = AkkaDriver.ForOneProcess(Grain.Element);
        var settings = new RunSettings { Driver = driver };
        var failing = TestRounds.Endless((actor, time) => { if (actor == 1 && time == 700) throw new InvalidOperationException("on purpose"); });

        var failure = Assert.Throws<ActorFailedException>(() => TestRun.Within(new Engine(TestRun.Build(failing), settings).Run));
        var next = TestRun.OnKernel(TestRounds.OneMessage, settings);

        Assert.Equal(("actor1", new SimTime(700)), (failure.Actor, failure.Time));
        Assert.Equal(2, next.Events);
    }

    /// <summary>Four actors, each of which is busy at the same time until enough of them are.</summary>
    private static Topology AllBusyAtOnce(Meeting meeting) => new(
        4, [.. Enumerable.Range(0, 4).Select(actor => new ChannelPlan(actor, (actor + 1) % 4, 1000, [1]))], _ => new Script
        {
            Start = self => self.SetTimer(100, 0),
            Timer = (_, _) => meeting.Come(),
        });

    /// <summary>Where threads wait for each other; nobody waits long for those that never come.</summary>
    private sealed class Meeting(int awaited)
    {
        private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
        private static readonly TimeSpan WaitForMore = TimeSpan.FromMilliseconds(200);

        private readonly object _gate = new();
        private int _here;

        /// <summary>How many were here at once.</summary>
        public int Most { get; private set; }

        /// <summary>By name.</summary>
        public HashSet<string> Threads { get; } = [];

        public void Come()
        {
            lock (_gate)
            {
                Most = Math.Max(Most, ++_here);
                Threads.Add(Thread.CurrentThread.Name ?? "");
                Monitor.PulseAll(_gate);
                var begin = Stopwatch.GetTimestamp();
                while (Most < awaited && Stopwatch.GetElapsedTime(begin) < LongestWait) Monitor.Wait(_gate, WaitForMore);
                // One more than there should be would come now.
                Monitor.Wait(_gate, WaitForMore);
                _here--;
            }
        }
    }
}
