namespace CxlFabricSim.Actors.Running;

/// <summary>
/// Divides actors over workers. Partitions meet once per shortest channel between them, so the cut goes through the longest: actors with
/// shorter channels between them stay together as far as there are groups enough. Groups are dealt out by weight, each to where its
/// neighbours are as long as that keeps the balance.
/// </summary>
internal static class Partitioner
{
    /// <summary>Instead of a partition: any will do.</summary>
    public const int Free = -1;

    // A partition takes a group for its neighbours' sake as long as it has no more than this much above the mean.
    private const double MostAboveMean = 1.1;

    /// <summary>The partition of each actor, by its number; every partition gets at least one actor where there are enough that are free.</summary>
    /// <param name="weights">How much work an actor is, by its number.</param>
    /// <param name="channels">The ends and the latency of each channel.</param>
    /// <param name="count">How many partitions.</param>
    /// <param name="pins">The partition that an actor has to be in, or <see cref="Free"/>; nothing where all are free.</param>
    /// <param name="mostTogether">
    /// So many times a partition's even share stay together at most for the sake of a longer cut: a cut that leaves all work on one side is
    /// none.
    /// </param>
    public static int[] Divide(
        IReadOnlyList<long> weights, IReadOnlyList<(int From, int To, long Latency)> channels, int count, IReadOnlyList<int>? pins = null,
        double mostTogether = double.PositiveInfinity)
    {
        var group = new DisjointSets(weights.Count);
        int[] pinOf = pins is null ? [.. weights.Select(_ => Free)] : [.. pins];
        var groups = JoinPinned(group, pinOf, count);
        foreach (var sameLatency in channels.GroupBy(channel => channel.Latency).OrderBy(channels => channels.Key))
        {
            // All of one latency or none: one such channel left in the cut is as bad as many.
            var (joined, joinedPins) = (group.Copy(), (int[])pinOf.Clone());
            var left = groups;
            foreach (var (from, to, _) in sameLatency)
            {
                if (Join(joined, joinedPins, from, to)) left--;
            }

            if (left < count || HeaviestOf(weights, joined) > mostTogether * weights.Sum() / count) break;
            (group, pinOf, groups) = (joined, joinedPins, left);
        }

        return Deal(weights, channels, group, pinOf, count);
    }

    /// <summary>What is pinned to one place is one group. Returns how many groups there are, those of places without any pin not counted.</summary>
    private static int JoinPinned(DisjointSets group, int[] pinOf, int count)
    {
        var groups = group.Count;
        for (var place = 0; place < count; place++)
        {
            var first = Array.IndexOf(pinOf, place);
            for (var actor = first + 1; first >= 0 && actor < group.Count; actor++)
            {
                if (pinOf[actor] == place && Join(group, pinOf, first, actor)) groups--;
            }
        }

        return groups;
    }

    private static long HeaviestOf(IReadOnlyList<long> weights, DisjointSets group)
    {
        var loads = new long[group.Count];
        for (var actor = 0; actor < group.Count; actor++) loads[group.Root(actor)] += weights[actor];
        return loads.Max();
    }

    /// <summary>First what is pinned, then the heaviest group first.</summary>
    private static int[] Deal(
        IReadOnlyList<long> weights, IReadOnlyList<(int From, int To, long Latency)> channels, DisjointSets group, int[] pinOf, int count)
    {
        var members = Enumerable.Range(0, weights.Count).ToLookup(actor => group.Root(actor));
        var waiting = members
            .OrderBy(actors => pinOf[actors.Key] == Free)
            .ThenByDescending(actors => actors.Sum(actor => weights[actor]))
            .ThenBy(actors => actors.Key)
            .ToList();
        var neighbours = channels.SelectMany(channel => new[] { (channel.From, channel.To), (From: channel.To, To: channel.From) })
            .ToLookup(ends => ends.From, ends => ends.To);
        var partitions = Enumerable.Repeat(Free, weights.Count).ToArray();
        var loads = new long[count];
        var sizes = new int[count];
        var most = (long)(MostAboveMean * weights.Sum() / count);
        for (var dealt = 0; dealt < waiting.Count; dealt++)
        {
            var actors = waiting[dealt].ToList();
            var weight = actors.Sum(actor => weights[actor]);
            var mustFill = sizes.Count(size => size == 0) >= waiting.Count - dealt;
            var links = new int[count];
            foreach (var actor in actors)
            {
                foreach (var neighbour in neighbours[actor])
                {
                    if (partitions[neighbour] != Free) links[partitions[neighbour]]++;
                }
            }

            var place = pinOf[waiting[dealt].Key] is var pin and not Free
                ? pin
                : Enumerable.Range(0, count).MinBy(partition => (
                    mustFill && sizes[partition] > 0 ? 1 : 0,
                    loads[partition] + weight <= most ? -links[partition] : 1,
                    loads[partition],
                    partition));
            foreach (var actor in actors) partitions[actor] = place;
            loads[place] += weight;
            sizes[place] += actors.Count;
        }

        return partitions;
    }

    /// <summary>Makes one group of two, unless they are one or have to be in two places.</summary>
    private static bool Join(DisjointSets group, int[] pinOf, int left, int right)
    {
        var (first, second) = (group.Root(left), group.Root(right));
        if (first == second || pinOf[first] != Free && pinOf[second] != Free && pinOf[first] != pinOf[second]) return false;
        var (upper, lower) = (Math.Min(first, second), Math.Max(first, second));
        group.Join(upper, lower);
        if (pinOf[upper] == Free) pinOf[upper] = pinOf[lower];
        return true;
    }
}
