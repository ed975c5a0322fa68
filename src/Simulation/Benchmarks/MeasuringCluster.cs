using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Simulation.Benchmarks;

/// <summary>The nodes of a run, with a note of how much each window was for this one.</summary>
internal sealed class MeasuringCluster(ICluster cluster) : ICluster
{
    private readonly List<long> _events = [];

    /// <summary>Events of this node in each window, where it has one thread.</summary>
    public IReadOnlyList<long> EventsOfWindows => _events;

    public int Node => cluster.Node;

    public int Nodes => cluster.Nodes;

    public bool IsGatherer => cluster.IsGatherer;

    public ClusterTime Time => cluster.Time;

    public void Send(int source, int target, ReadOnlyMemory<byte> batch) => cluster.Send(source, target, batch);

    public ReadOnlyMemory<byte> Receive(int source, int target) => cluster.Receive(source, target);

    public void Vote(int partition, in Vote vote)
    {
        _events.Add(vote.Events);
        cluster.Vote(partition, vote);
    }

    public Vote Agree(int driver) => cluster.Agree(driver);

    public void Between(IReadOnlyCollection<int>? neighbours) => cluster.Between(neighbours);

    public void Hurry() => cluster.Hurry();

    public void TakeTime() => cluster.TakeTime();

    public void Fail(string reason) => cluster.Fail(reason);

    public IReadOnlyList<byte[]?> Gather(byte[] mine) => cluster.Gather(mine);
}
