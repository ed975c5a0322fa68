using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Distribution;

/// <summary>
/// Finds actors that would do better on another node. The work of an actor is the number of its events. Actors move together with all that
/// they reach by channels shorter than those that cross between nodes now: the nodes meet no more often afterwards.
/// </summary>
/// <param name="names">Of the actors, by number.</param>
/// <param name="events">What each of them did.</param>
/// <param name="nodeOfActor">Where each of them is.</param>
/// <param name="nodes">How many nodes there are.</param>
/// <param name="channels">The ends and the latency of each channel.</param>
internal sealed class LoadBalancer(
    IReadOnlyList<string> names, IReadOnlyList<long> events, IReadOnlyList<int> nodeOfActor, int nodes, IReadOnlyList<(int From, int To, SimTime Latency)> channels)
{
    private const int MostMoves = 8;

    // What gains less is noise.
    private const double WorthMoving = 1.02;

    private readonly int[] _group = GroupsOf(nodeOfActor, channels);
    private readonly int[] _nodeOf = [.. nodeOfActor];

    /// <summary>What to move, busiest node first.</summary>
    /// <param name="workSeconds">What all nodes worked together, in wall time.</param>
    /// <param name="seconds">What the run took.</param>
    public LoadBalance Find(double workSeconds, double seconds)
    {
        var loads = new long[nodes];
        for (var actor = 0; actor < names.Count; actor++) loads[_nodeOf[actor]] += events[actor];
        var total = Math.Max(1, loads.Sum());
        var before = loads.Max();
        var moves = new List<ActorMove>();
        while (moves.Count < MostMoves && Move(loads, total) is { } move) moves.Add(move);
        var gained = workSeconds * (before - loads.Max()) / total;
        return new LoadBalance(
            (double)before * nodes / total, moves, (double)loads.Max() * nodes / total, gained > 0 && gained < seconds ? seconds / (seconds - gained) : 1);
    }

    /// <summary>The group of the busiest node that comes nearest to half of what it is ahead of the idlest; null where none gains.</summary>
    private ActorMove? Move(long[] loads, long total)
    {
        var (from, to) = (Array.IndexOf(loads, loads.Max()), Array.IndexOf(loads, loads.Min()));
        var ahead = loads[from] - loads[to];
        var best = Enumerable.Range(0, names.Count)
            .Where(actor => _nodeOf[actor] == from)
            .GroupBy(actor => _group[actor])
            .Select(actors => (Actors: actors.ToList(), Work: actors.Sum(actor => events[actor])))
            .Where(group => group.Work > 0 && group.Work < ahead)
            .OrderBy(group => Math.Abs(2 * group.Work - ahead))
            .FirstOrDefault();
        if (best.Actors is null || loads[from] < WorthMoving * Math.Max(loads[from] - best.Work, loads[to] + best.Work)) return null;
        loads[from] -= best.Work;
        loads[to] += best.Work;
        foreach (var actor in best.Actors) _nodeOf[actor] = to;
        return new ActorMove([.. best.Actors.Select(actor => names[actor])], NodeNames.Of(from), NodeNames.Of(to), (double)best.Work / total);
    }

    private static int[] GroupsOf(IReadOnlyList<int> nodeOfActor, IReadOnlyList<(int From, int To, SimTime Latency)> channels)
    {
        var crossing = channels.Where(channel => nodeOfActor[channel.From] != nodeOfActor[channel.To]).Select(channel => channel.Latency.Picoseconds).DefaultIfEmpty(0).Min();
        var group = Enumerable.Range(0, nodeOfActor.Count).ToArray();
        foreach (var (from, to, latency) in channels)
        {
            var (first, second) = (Root(from), Root(to));
            if (latency.Picoseconds < crossing && first != second) group[Math.Max(first, second)] = Math.Min(first, second);
        }

        return [.. group.Select((_, actor) => Root(actor))];

        int Root(int actor)
        {
            while (group[actor] != actor) actor = group[actor];
            return actor;
        }
    }
}
