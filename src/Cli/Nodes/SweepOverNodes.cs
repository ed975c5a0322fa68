using CxlFabricSim.Actors.Running;
using CxlFabricSim.Cli.Live;
using CxlFabricSim.Simulation.Sweeps;

namespace CxlFabricSim.Cli.Nodes;

/// <summary>The first node's part of a sweep over several: threads that wait for results, and this one that carries letters.</summary>
internal sealed class SweepOverNodes
{
    private readonly INodePost _post;
    private readonly Surroundings _surroundings;
    private readonly PointFarm _farm;

    /// <param name="post">The way to the other nodes.</param>
    /// <param name="jobs">Runs at once on each of them.</param>
    /// <param name="surroundings">Where losses are told.</param>
    public SweepOverNodes(INodePost post, int jobs, Surroundings surroundings)
    {
        _post = post;
        _surroundings = surroundings;
        _farm = new PointFarm(post, jobs, what => surroundings.Error.WriteLine($"cxlsim: {what}"));
    }

    /// <summary>All nodes that could make runs are lost.</summary>
    public bool IsForsaken => Enumerable.Range(1, _post.Nodes - 1).All(node => _post.LossOf(node) is not null);

    public SweepRunner RunnerOf(SweepPlan plan, PointStore? store) => SweepRunner.MadeBy(plan, store, _farm.Run);

    /// <summary>Leaves what is not done; for any thread.</summary>
    public void Interrupt(SweepRunner runner)
    {
        runner.Interrupt();
        _farm.GiveUp();
    }

    public IReadOnlyList<PointResult?> Run(SweepRunner runner)
    {
        using var progress = _surroundings.IsErrorTerminal || _surroundings.Environment.ContainsKey(NodesView.Variable) ? new SweepLine(runner, _surroundings.Error) : null;
        IReadOnlyList<PointResult?> results = [];
        Exception? failure = null;
        var waiting = new Thread(() =>
        {
            try
            {
                results = runner.Run(_farm.Places);
            }
            catch (IOException exception)
            {
                failure = exception;
            }
            finally
            {
                _farm.Close();
            }
        });
        waiting.Start();
        _farm.Serve();
        waiting.Join();
        return failure is null ? results : throw failure;
    }
}
