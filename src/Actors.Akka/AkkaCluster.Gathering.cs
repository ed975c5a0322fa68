using System.Diagnostics;
using CxlFabricSim.Actors.Akka.Wire;

namespace CxlFabricSim.Actors.Akka;

/// <content>Taking the nodes' results to one of them; also those of the nodes that are left when one is lost.</content>
public sealed partial class AkkaCluster
{
    private static readonly TimeSpan PatienceForResultsSoFar = TimeSpan.FromSeconds(5);

    private bool _areResultsTaken;

    public IReadOnlyList<byte[]?> Gather(byte[] mine)
    {
        if (!IsGatherer)
        {
            Give(mine);
            return [];
        }

        var all = new byte[]?[Nodes];
        for (var node = 0; node < Nodes; node++) all[node] = node == Node ? mine : Take(node);
        return all;
    }

    private void Give(byte[] bytes)
    {
        int gatherer;
        lock (_gate)
        {
            _areResultsTaken = false;
            gatherer = Array.FindIndex(_losses, loss => loss is null);
        }

        foreach (var frame in NodeFrame.Split(FrameKind.Results, Node, _round, Running.Vote.Neutral, false, bytes)) _peers.Tell(gatherer, frame);
        // Whoever leaves before its results have come may take them with it.
        Await(gatherer, () => _areResultsTaken);
    }

    private byte[]? Take(int node)
    {
        if (!Await(node, () => _inboxes[node].Results.IsComplete)) return null;
        byte[] results;
        lock (_gate)
        {
            results = _inboxes[node].Results.Content().ToArray();
            // The next ones are those of another run.
            _inboxes[node].Results.Clear();
        }

        foreach (var frame in NodeFrame.Split(FrameKind.ResultsTaken, Node, _round, Running.Vote.Neutral, false, default)) _peers.Tell(node, frame);
        return results;
    }

    /// <summary>False when the node is lost, or silent for too long.</summary>
    private bool Await(int node, Func<bool> isHere)
    {
        var begin = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            while (!isHere())
            {
                if (_losses[node] is not null) return false;
                if (Stopwatch.GetElapsedTime(begin) > (IsAnyLost() ? PatienceForResultsSoFar : Patience))
                {
                    _losses[node] = $"{_peers.NameOf(node)} gave no results";
                    return false;
                }

                Monitor.Wait(_gate, BetweenLooksAround);
            }

            return true;
        }
    }

    private void TellAll(FrameKind kind)
    {
        for (var node = 0; node < Nodes; node++)
        {
            if (node == Node) continue;
            foreach (var frame in NodeFrame.Split(kind, Node, _round, Running.Vote.Neutral, false, default)) _peers.Tell(node, frame);
        }
    }
}
