namespace CxlFabricSim.Simulation.Benchmarks;

/// <summary>
/// A run over up to 1,000 nodes, by figures of two: each node has a rack, racks are 500 ns apart, and each is linked to four others. A window
/// takes as long as the node with most to do, then a vote, then what is in the batches. How much the busiest has more than others is drawn.
/// </summary>
public static class ScalingModel
{
    /// <summary>A vote goes from each node to each as long as there are no more than these, and beyond that by doubling.</summary>
    public const int MostDenseNodes = 8;

    private const int Neighbours = 4;
    private const int Windows = 400;

    // Twice as many nodes for less than this do not pay where the fabric stays as it is.
    private const double WorthDoubling = 1.2;

    // Where it grows with them: less of a processor than this does the work of one process.
    private const double WorthANode = 0.5;

    private static readonly int[] Nodes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000];
    private static readonly int[] HostsOfNode = [500, 50, 5, 1];
    private static readonly int[] HostsInAll = [1000, 100];

    public static ScalingReport Of(string transport, ScalingInputs inputs) =>
        new(transport, inputs, [.. HostsInAll.Select(hosts => Fixed(inputs, hosts)), .. HostsOfNode.Select(hosts => Growing(inputs, hosts))]);

    private static ScalingSeries Fixed(ScalingInputs inputs, int hosts)
    {
        var points = Nodes.Where(nodes => nodes <= hosts).Select(nodes => PointOf(inputs, (double)hosts / nodes, nodes)).ToList();
        var end = points.Zip(points.Skip(1)).Where(pair => pair.Second.Speed < WorthDoubling * pair.First.Speed).Select(pair => (int?)pair.First.Nodes).FirstOrDefault();
        return new ScalingSeries(FormattableString.Invariant($"{hosts:#,0} hosts in all"), points, end, "twice as many are less than 1.2 x as fast");
    }

    private static ScalingSeries Growing(ScalingInputs inputs, int hosts)
    {
        var points = Nodes.Select(nodes => PointOf(inputs, hosts, nodes)).ToList();
        var end = points.Where(point => point.Speed < WorthANode * point.Nodes).Select(point => (int?)point.Nodes).FirstOrDefault();
        return new ScalingSeries(FormattableString.Invariant($"{hosts} hosts a node"), points, end, "nodes wait for more than half of the time");
    }

    private static ScalingPoint PointOf(ScalingInputs inputs, double hosts, int nodes)
    {
        var part = hosts / inputs.HostsOfRack;
        var mean = inputs.EventsPerWindow * part * inputs.NanosecondsPerEvent / 1000;
        if (nodes == 1) return new ScalingPoint(1, hosts, 1, 0, 0, 0);
        // Hosts do what they do independently of each other: fewer of them differ more.
        var busiest = mean * Busiest(nodes, inputs.Spread / Math.Sqrt(part));
        var vote = VoteOf(inputs, nodes);
        var bytes = inputs.BytesPerWindow * part / 1000 * inputs.MicrosecondsPerKilobyte;
        var window = busiest + vote + bytes;
        return new ScalingPoint(nodes, hosts, nodes * mean / window, vote / window, bytes / window, (busiest - mean) / window);
    }

    /// <summary>A batch for each neighbour, and as many rounds of a vote as it takes for all to know of all.</summary>
    private static double VoteOf(ScalingInputs inputs, int nodes)
    {
        var neighbours = Math.Min(Neighbours, nodes - 1);
        return nodes <= MostDenseNodes
            ? inputs.HopMicroseconds + (nodes - 2) * inputs.MicrosecondsPerMessage
            : Math.Ceiling(Math.Log2(nodes)) * inputs.HopMicroseconds + neighbours * inputs.MicrosecondsPerMessage;
    }

    /// <summary>The most of so many draws around 1, on average; the same draws in every call.</summary>
    private static double Busiest(int nodes, double spread)
    {
        var random = new Random(1);
        var sum = 0.0;
        for (var window = 0; window < Windows; window++)
        {
            var most = 0.0;
            for (var node = 0; node < nodes; node++) most = Math.Max(most, 1 + spread * Normal(random));
            sum += most;
        }

        return Math.Max(1, sum / Windows);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
