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

    /// <param name="actors">Of one partition.</param>
    /// <param name="channels">Between them, by their places among <paramref name="actors"/>.</param>
    /// <param name="windowWithoutChannels">For how long actors run that nothing connects.</param>
    public static Neighbourhoods Of(IReadOnlyList<Actor> actors, IReadOnlyList<(int From, int To, long Latency)> channels, long windowWithoutChannels)
    {
        var stretch = channels.Count == 0 ? windowWithoutChannels : channels.Min(channel => channel.Latency);
        var least = LeastWindows * stretch;
        var joined = new DisjointSets(actors.Count);
        var groups = joined.Copy();
        var shorter = new Queue<(int From, int To, long Latency)>(channels.OrderBy(channel => channel.Latency));
        foreach (var latency in channels.Select(channel => channel.Latency).Where(latency => latency >= least).Distinct().Order())
        {
            while (shorter.Peek().Latency < latency)
            {
                var (from, to, _) = shorter.Dequeue();
                joined.Join(from, to);
            }

            if (Enumerable.Range(0, actors.Count).CountBy(joined.Root).Max(group => group.Value) > MostTogether) break;
            (groups, stretch) = (joined.Copy(), latency);
        }

        return Arrange(actors, channels, groups, stretch);
    }

    /// <summary>Whole groups one after the other; small ones share a place.</summary>
    private static Neighbourhoods Arrange(
        IReadOnlyList<Actor> actors, IReadOnlyList<(int From, int To, long Latency)> channels, DisjointSets groups, long stretch)
    {
        var members = new List<List<int>>();
        var placeOf = new int[actors.Count];
        foreach (var group in Enumerable.Range(0, actors.Count).GroupBy(groups.Root).Select(group => group.ToList()))
        {
            if (members.Count == 0 || members[^1].Count + group.Count > MostTogether) members.Add([]);
            members[^1].AddRange(group);
            foreach (var actor in group) placeOf[actor] = members.Count - 1;
        }

        // Whole windows: the rest would be one more, with hardly anything in it.
        var shortest = channels.Count == 0 ? stretch : channels.Min(channel => channel.Latency);
        if (stretch > 2 * shortest) stretch -= stretch % shortest;

        var sides = Sides.Of(members.Count, channels.Select(ends => (placeOf[ends.From], placeOf[ends.To])).Where(ends => ends.Item1 != ends.Item2));
        var inside = channels.Where(ends => placeOf[ends.From] == placeOf[ends.To]).ToLookup(ends => placeOf[ends.From]);
        var all = members.Index().Select(group => Neighbourhood.Of(group.Item, [.. inside[group.Index]], stretch, sides[group.Index])).ToList();
        return new Neighbourhoods([.. all.SelectMany(group => group.Members).Select(member => actors[member])], all, stretch);
    }
}
