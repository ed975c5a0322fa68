namespace CxlFabricSim.Actors.Running;

/// <summary>
/// The actors of a partition in groups small enough for the processor's caches. Where the channels between groups take longer than those
/// inside, each group runs several windows of its own before the next one has its turn, and finds its state where it left it.
/// </summary>
/// <param name="Actors">In the order of their groups.</param>
/// <param name="Sizes">Of each group.</param>
/// <param name="Windows">The shortest channel inside each.</param>
/// <param name="Stretch">The shortest channel between groups: for so long each runs without the others.</param>
internal sealed record Neighbourhoods(IReadOnlyList<Actor> Actors, IReadOnlyList<int> Sizes, long[] Windows, long Stretch)
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
        var order = new List<Actor>(actors.Count);
        var sizes = new List<int>();
        var placeOf = new int[actors.Count];
        foreach (var group in Enumerable.Range(0, actors.Count).GroupBy(groups.Root).Select(group => group.ToList()))
        {
            if (sizes.Count == 0 || sizes[^1] + group.Count > MostTogether) sizes.Add(0);
            sizes[^1] += group.Count;
            foreach (var actor in group)
            {
                placeOf[actor] = sizes.Count - 1;
                order.Add(actors[actor]);
            }
        }

        // Whole windows: the rest would be one more, with hardly anything in it.
        var shortest = channels.Count == 0 ? stretch : channels.Min(channel => channel.Latency);
        if (stretch > 2 * shortest) stretch -= stretch % shortest;
        var windows = new long[sizes.Count];
        Array.Fill(windows, stretch);
        foreach (var (from, to, latency) in channels)
        {
            if (placeOf[from] == placeOf[to]) windows[placeOf[from]] = Math.Min(windows[placeOf[from]], latency);
        }

        return new Neighbourhoods(order, sizes, windows, stretch);
    }
}
