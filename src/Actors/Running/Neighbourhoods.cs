namespace CxlFabricSim.Actors.Running;

/// <summary>
/// The actors of a partition in groups small enough for the processor's caches. Where the channels between groups take longer than those
/// inside, each group runs several windows of its own before the next one has its turn, and finds its state where it left it.
/// </summary>
/// <param name="Actors">In the order of their groups, and in each those of its first side first.</param>
/// <param name="Groups">What is to be known of each.</param>
/// <param name="Stretch">For so long each runs without the others: the shortest channel between groups.</param>
internal sealed record Neighbourhoods(IReadOnlyList<Actor> Actors, IReadOnlyList<Neighbourhood> Groups, long Stretch)
{
    /// <summary>The state of so many stays in a second-level cache.</summary>
    public const int MostTogether = 32;

    // A stretch of less than that has two windows where one would have been enough for nearly all of it.
    private const double LeastWindows = 1.5;

    /// <summary>Whether there are any on the second side.</summary>
    public bool AreOnTwoSides => Groups.Any(group => group.IsOnSecondSide);

    /// <summary>Those of each partition. Their sides are those of all together, so that all partitions can run the same side at a time.</summary>
    /// <param name="partitions">The actors of each; they are numbered through in this order.</param>
    /// <param name="channels">Between them, by their numbers.</param>
    /// <param name="windowWithoutChannels">For how long actors run that nothing connects; no shorter than the longest channel.</param>
    public static IReadOnlyList<Neighbourhoods> Of(
        IReadOnlyList<IReadOnlyList<Actor>> partitions, IReadOnlyList<(int From, int To, long Latency)> channels, long windowWithoutChannels)
    {
        Actor[] actors = [.. partitions.SelectMany(partition => partition)];
        int[] partitionOf = [.. partitions.Index().SelectMany(partition => partition.Item.Select(_ => partition.Index))];
        var inside = channels.Where(ends => partitionOf[ends.From] == partitionOf[ends.To]).ToLookup(ends => partitionOf[ends.From]);
        var members = Enumerable.Range(0, actors.Length).ToLookup(actor => partitionOf[actor]);
        var gathered = partitions.Index().Select(partition => Gather(actors.Length, [.. inside[partition.Index]], windowWithoutChannels)).ToList();
        int[] groupOf = [.. Enumerable.Range(0, actors.Length).Select(actor => gathered[partitionOf[actor]].Groups.Root(actor))];
        var sides = Sides.Of(actors.Length, channels.Select(ends => (groupOf[ends.From], groupOf[ends.To])).Where(ends => ends.Item1 != ends.Item2));
        return [.. gathered.Index().Select(partition => Arrange(
            actors, [.. inside[partition.Index]], [.. members[partition.Index].GroupBy(actor => groupOf[actor])], sides, partition.Item.Stretch))];
    }

    /// <summary>Joins what shorter channels connect than there are between groups.</summary>
    private static (DisjointSets Groups, long Stretch) Gather(int actors, IReadOnlyList<(int From, int To, long Latency)> channels, long windowWithoutChannels)
    {
        var stretch = channels.Count == 0 ? windowWithoutChannels : channels.Min(channel => channel.Latency);
        var least = LeastWindows * stretch;
        var joined = new DisjointSets(actors);
        var groups = joined.Copy();
        var shorter = new Queue<(int From, int To, long Latency)>(channels.OrderBy(channel => channel.Latency));
        foreach (var latency in channels.Select(channel => channel.Latency).Append(windowWithoutChannels).Where(latency => latency >= least).Distinct().Order())
        {
            while (shorter.TryPeek(out var channel) && channel.Latency < latency)
            {
                shorter.Dequeue();
                joined.Join(channel.From, channel.To);
            }

            if (Enumerable.Range(0, actors).CountBy(joined.Root).Max(group => group.Value) > MostTogether) break;
            (groups, stretch) = (joined.Copy(), latency);
        }

        return (groups, stretch);
    }

    /// <summary>Whole groups one after the other; small ones of a side share a place.</summary>
    private static Neighbourhoods Arrange(
        Actor[] actors, IReadOnlyList<(int From, int To, long Latency)> channels, IReadOnlyList<IGrouping<int, int>> groups, bool[] sides, long stretch)
    {
        // Whole windows: the rest would be one more, with hardly anything in it.
        var shortest = channels.Count == 0 ? stretch : channels.Min(channel => channel.Latency);
        if (stretch > 2 * shortest) stretch -= stretch % shortest;

        var all = new List<Neighbourhood>();
        foreach (var side in groups.GroupBy(group => sides[group.Key]))
        {
            var places = new List<List<int>>();
            foreach (var group in side)
            {
                if (places.Count == 0 || places[^1].Count + group.Count() > MostTogether) places.Add([]);
                places[^1].AddRange(group);
            }

            foreach (var place in places)
            {
                var together = place.ToHashSet();
                var inside = channels.Where(ends => together.Contains(ends.From) && together.Contains(ends.To));
                all.Add(Neighbourhood.Of(place, [.. inside], stretch, side.Key));
            }
        }

        return new Neighbourhoods([.. all.SelectMany(group => group.Members).Select(member => actors[member])], all, stretch);
    }
}
