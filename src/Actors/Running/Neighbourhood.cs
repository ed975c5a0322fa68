namespace CxlFabricSim.Actors.Running;

/// <summary>Actors that run together, on two <see cref="Sides"/> where they have them.</summary>
/// <param name="First">Those of its first side: all, where it has no two.</param>
/// <param name="Second">Those of its second.</param>
/// <param name="Window">The shortest channel inside.</param>
/// <param name="IsOnSecondSide">Its own side among its like.</param>
internal sealed record Neighbourhood(IReadOnlyList<int> First, IReadOnlyList<int> Second, long Window, bool IsOnSecondSide)
{
    public IEnumerable<int> Members => First.Concat(Second);

    /// <param name="members">By their numbers.</param>
    /// <param name="channels">Between them, by the same.</param>
    /// <param name="stretch">Where there is none, they run for so long.</param>
    /// <param name="isOnSecondSide">Its own side among its like.</param>
    public static Neighbourhood Of(
        IReadOnlyList<int> members, IReadOnlyList<(int From, int To, long Latency)> channels, long stretch, bool isOnSecondSide)
    {
        var placeOf = members.Index().ToDictionary(member => member.Item, member => member.Index);
        var sides = Sides.Of(members.Count, channels.Select(ends => (placeOf[ends.From], placeOf[ends.To])));
        return new Neighbourhood(
            [.. members.Where(member => !sides[placeOf[member]])],
            [.. members.Where(member => sides[placeOf[member]])],
            channels.Select(channel => channel.Latency).Append(stretch).Min(),
            isOnSecondSide);
    }
}
