using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Actors.Tests.Nodes;

/// <summary>Nodes that are threads of this process, and share nothing else.</summary>
internal sealed class ThreadCluster(ThreadCluster.Hall hall, int node, int nodes) : ICluster
{
    private readonly List<byte>[] _out = [.. Enumerable.Range(0, nodes).Select(_ => new List<byte>())];
    private byte[][] _in = [];
    private Vote _vote;

    public int Node => node;

    public int Nodes => nodes;

    public bool IsGatherer => node == 0;

    public ClusterTime Time => default;

    public void Send(int source, int target, ReadOnlyMemory<byte> batch) => _out[target].AddRange(batch.Span);

    public ReadOnlyMemory<byte> Receive(int source, int target) => _in[source];

    public void Vote(int partition, in Vote vote) => _vote = vote;

    public Vote Agree(int driver)
    {
        var (agreed, batches) = hall.Meet(node, nodes, _vote, [.. _out.Select(batch => batch.ToArray())], null);
        _in = [.. batches.Select(ofNode => ofNode[node])];
        foreach (var batch in _out) batch.Clear();
        return agreed;
    }

    public void Fail(string reason)
    {
        try
        {
            hall.Meet(node, nodes, Actors.Running.Vote.Neutral, [.. _out.Select(_ => Array.Empty<byte>())], reason);
        }
        catch (NodeFailedException)
        {
        }
    }

    public void Hurry()
    {
    }

    public void TakeTime()
    {
    }

    public IReadOnlyList<byte[]?> Gather(byte[] mine) => throw new NotSupportedException();

    /// <summary>Where the threads meet.</summary>
    internal sealed class Hall
    {
        private readonly object _lock = new();
        private Vote _sum = Actors.Running.Vote.Neutral;
        private Vote _agreed;
        private byte[][][] _coming = [];
        private byte[][][] _batches = [];

        // What is told in a round counts when all have come to it: whoever still wakes from the round before must not hear of it there.
        private (int Node, string Reason)? _failing;
        private (int Node, string Reason)? _failure;
        private int _come;
        private int _round;

        public (Vote Agreed, byte[][][] Batches) Meet(int node, int nodes, in Vote vote, byte[][] batches, string? failure)
        {
            lock (_lock)
            {
                if (_coming.Length == 0) _coming = new byte[nodes][][];
                _coming[node] = batches;
                _sum = _sum.Combine(vote);
                if (failure is not null) _failing ??= (node, failure);
                var round = _round;
                if (++_come == nodes)
                {
                    (_agreed, _batches, _coming, _sum, _come) = (_sum, _coming, [], Actors.Running.Vote.Neutral, 0);
                    _failure = _failing;
                    _round++;
                    Monitor.PulseAll(_lock);
                }

                while (_round == round) Monitor.Wait(_lock);
                if (_failure is var (failed, reason)) throw new NodeFailedException(failed, reason);
                return (_agreed, _batches);
            }
        }
    }
}
