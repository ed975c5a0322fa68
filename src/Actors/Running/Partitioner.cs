namespace CxlFabricSim.Actors.Running;

/// <summary>
/// Divides actors over workers. Partitions meet once per shortest channel between them, so the cut goes through the longest: actors with
/// shorter channels between them stay together as far as there are groups enough, and groups are dealt out by weight.
/// </summary>
internal static class Partitioner
{
    /// <summary>The partition of each actor, by its id; every partition gets at least one actor.</summary>
    /// <param name="weights">How much work an actor is, by its id.</param>
    /// <param name="channels">The ends and the latency of each channel.</param>
    /// <param name="count">Partitions, at most one an actor.</param>
    public static int[] Divide(IReadOnlyList<long> weights, IReadOnlyList<(int From, int To, long Latency)> channels, int count)
    {
        var group = Enumerable.Range(0, weights.Count).ToArray();
        var groups = weights.Count;
        foreach (var sameLatency in channels.GroupBy(channel => channel.Latency).OrderBy(channels => channels.Key))
        {
            // All of one latency or none: one such channel left in the cut is as bad as many.
            var joined = (int[])group.Clone();
            var left = groups;
            foreach (var (from, to, _) in sameLatency)
            {
                if (Join(joined, from, to)) left--;
            }

            if (left < count) break;
            group = joined;
            groups = left;
        }

        return Deal(weights, group, count);
    }

    /// <summary>The heaviest group first, each to the partition with the least so far.</summary>
    private static int[] Deal(IReadOnlyList<long> weights, int[] group, int count)
    {
        var members = Enumerable.Range(0, weights.Count).GroupBy(actor => Root(group, actor));
        var byWeight = members.OrderByDescending(actors => actors.Sum(actor => weights[actor])).ThenBy(actors => actors.Key);
        var partitions = new int[weights.Count];
        var loads = new long[count];
        var sizes = new int[count];
        foreach (var actors in byWeight)
        {
            var lightest = Enumerable.Range(0, count).MinBy(partition => (sizes[partition] == 0 ? 0 : 1, loads[partition], partition));
            foreach (var actor in actors)
            {
                partitions[actor] = lightest;
                loads[lightest] += weights[actor];
                sizes[lightest]++;
            }
        }

        return partitions;
    }

    private static bool Join(int[] group, int left, int right)
    {
        var (first, second) = (Root(group, left), Root(group, right));
        if (first == second) return false;
        group[Math.Max(first, second)] = Math.Min(first, second);
        return true;
    }

    private static int Root(int[] group, int actor)
    {
        while (group[actor] != actor) actor = group[actor];
        return actor;
    }
}
