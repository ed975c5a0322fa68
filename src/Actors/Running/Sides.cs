namespace CxlFabricSim.Actors.Running;

/// <summary>
/// Divides what channels connect into two sides with no channel inside either: a star, a tree, leaves and spines. Two sides take turns in
/// windows twice as long as a channel, since each waits for the other alone: while one stands at a time, the other may go a channel's latency
/// beyond it.
/// </summary>
internal static class Sides
{
    /// <summary>For each number, whether it is on the second side. All are on the first where a way round has an odd number of channels.</summary>
    public static bool[] Of(int count, IEnumerable<(int From, int To)> channels)
    {
        var neighbours = channels.SelectMany(ends => new[] { (ends.From, ends.To), (From: ends.To, To: ends.From) }).ToLookup(ends => ends.From, ends => ends.To);
        var sides = new bool?[count];
        var reached = new Queue<int>();
        for (var first = 0; first < count; first++)
        {
            if (sides[first] is not null) continue;
            sides[first] = false;
            reached.Enqueue(first);
            while (reached.TryDequeue(out var one))
            {
                foreach (var other in neighbours[one])
                {
                    if (sides[other] == sides[one]) return new bool[count];
                    if (sides[other] is not null) continue;
                    sides[other] = !sides[one];
                    reached.Enqueue(other);
                }
            }
        }

        return [.. sides.Select(side => side == true)];
    }
}
