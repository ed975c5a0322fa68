using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Running;

/// <summary>
/// Where the partitions of this node meet those of other nodes: once for as long as the shortest channel between two nodes takes. Between
/// two such meetings the partitions of the node meet alone, as often as their own channels ask for. Whoever votes last in the node goes,
/// while all its partitions wait.
/// </summary>
internal sealed class NodeMeeting(ICluster cluster, Model model, Partition[] partitions, long crossing, long duration)
{
    private readonly ClusterTime _before = cluster.Time;
    private Rounds _rounds = new(duration, crossing, takesTurns: false);

    /// <summary>No other node can reach this one before this time.</summary>
    public long Horizon { get; private set; }

    /// <summary>Meetings so far.</summary>
    public long Meetings { get; private set; }

    /// <summary>Told now and then how far the node is, while all its partitions stand; null where nobody looks.</summary>
    public Action<RunReport>? Look { get; set; }

    /// <summary>What the node goes on with: its own vote, or behind its horizon that of all nodes.</summary>
    public Vote Agree(in Vote own)
    {
        // Only all nodes together can end a run early: they have to do it at the same time.
        if (!IsDue(own)) return own with { IsInterrupted = false };
        Begin(own);
        return Complete();
    }

    /// <summary>Whether the node has come so far that it cannot go on without the others.</summary>
    public bool IsDue(in Vote own) => own.Next >= Horizon;

    /// <summary>Gives the other nodes what is theirs, and the vote of this one.</summary>
    public void Begin(in Vote own)
    {
        var next = own.Next;
        for (var node = 0; node < cluster.Nodes; node++)
        {
            if (node == cluster.Node) continue;
            var hasBegun = false;
            foreach (var partition in partitions) next = Math.Min(next, partition.SendTo(node, cluster, ref hasBegun));
        }

        cluster.Vote(cluster.Node, own with { Next = next });
    }

    /// <summary>Waits for the other nodes and takes what they have for this one.</summary>
    public Vote Complete()
    {
        var agreed = cluster.Agree(cluster.Node);
        for (var node = 0; node < cluster.Nodes; node++)
        {
            if (node == cluster.Node) continue;
            var batch = cluster.Receive(node, cluster.Node);
            if (!batch.IsEmpty) Outbox.Deliver(batch.Span, model.Inputs, model.Outputs);
        }

        Horizon = _rounds.After(agreed).Turn.End;
        Meetings++;
        if (cluster.IsShowDue) Show(agreed.Next);
        return agreed;
    }

    private void Show(long next)
    {
        var events = 0L;
        foreach (var partition in partitions) events += partition.Events;
        var time = new SimTime(Math.Min(next, Horizon));
        cluster.Show(new NodeProgress(time, events, cluster.Time.Since(_before)));
        if (next != long.MaxValue) Look?.Invoke(new RunReport(time, events, partitions.Sum(partition => partition.Windows), partitions.Length, 0, IsInterrupted: true, Meetings));
    }
}
