using System.Collections.Concurrent;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Sweeps;

namespace CxlFabricSim.Simulation.Tests.Sweeps;

/// <summary>Sweeps over nodes that are threads here and write each other letters.</summary>
public sealed class PointFarmTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly SweepCase _case = new();

    public void Dispose() => _case.Dispose();

    [Fact]
    public void Runs_of_a_node_that_leaves_go_to_others_and_the_results_are_those_of_one_process()
    {
        var plan = SweepCase.Plan(_case.Request("hosts:h0:outstandingLines=1..6"));
        var posts = ThreadPost.Connect(3);
        var told = new ConcurrentQueue<string>();
        var farm = new PointFarm(posts[0], 1, told.Enqueue);
        PointWorker? leaving = null;
        var hasLeft = 0;
        RunResults LeaveAtOnce(Scenario scenario, RunOptions options)
        {
            leaving!.Leave();
            // Its run ends with nothing to tell: it has to be made elsewhere.
            Interlocked.Increment(ref hasLeft);
            return Simulator.Run(scenario, options) with { IsInterrupted = true };
        }

        leaving = new PointWorker(plan, posts[1], LeaveAtOnce);
        var first = Start(() => { leaving.Serve(); posts[1].Leave(); });
        var second = Start(new PointWorker(plan, posts[2], Simulator.Run).Serve);
        var serving = Start(farm.Serve);
        var results = SweepRunner.MadeBy(plan, null, farm.Run).Run(farm.Places);
        farm.Close();

        Assert.All([first, second, serving], thread => Assert.True(thread.Join(Limit)));
        Assert.Equal(SweepCase.Json(plan, new SweepRunner(plan, null, Simulator.Run).Run(1)), SweepCase.Json(plan, results));
        Assert.Equal(1, hasLeft);
        Assert.Equal(["node-1 has left; 1 of its runs go to other nodes"], told);
    }

    private static Thread Start(Action work)
    {
        var thread = new Thread(() => work()) { IsBackground = true };
        thread.Start();
        return thread;
    }

    private sealed class ThreadPost(int node, ThreadPost[] all) : INodePost
    {
        private readonly ConcurrentQueue<(int From, byte[] Bytes)> _letters = new();
        private volatile bool _hasLeft;

        public int Node => node;

        public int Nodes => all.Length;

        public static ThreadPost[] Connect(int nodes)
        {
            var all = new ThreadPost[nodes];
            for (var node = 0; node < nodes; node++) all[node] = new ThreadPost(node, all);
            return all;
        }

        public void Leave() => _hasLeft = true;

        public void Send(int target, ReadOnlySpan<byte> letter) => all[target]._letters.Enqueue((node, letter.ToArray()));

        public bool TryReceive(out int from, out byte[] letter)
        {
            var isHere = _letters.TryDequeue(out var first);
            (from, letter) = isHere ? first : (0, []);
            return isHere;
        }

        public string? LossOf(int other) => all[other]._hasLeft ? $"node-{other} has left" : null;

        public void GiveUp(int other)
        {
        }

        public void Rest() => Thread.Yield();
    }
}
