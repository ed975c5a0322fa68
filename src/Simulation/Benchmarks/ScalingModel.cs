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

    // Twice as many nodes for less than this do not pay.
    private const double WorthDoubling = 1.2;

    private static readonly int[] Nodes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000];
    private static readonly int[] DivisorsOfRack = [1, 10, 100, 500];

    public static ScalingReport Of(string transport, ScalingInputs inputs)
    {
        var points = DivisorsOfRack.SelectMany(divisor => Nodes.Select(nodes => PointOf(inputs, divisor, nodes))).ToList();
        var ends = points.GroupBy(point => point.Hosts).ToDictionary(rack => rack.Key, rack => EndOf([.. rack]));
        return new ScalingReport(transport, inputs, points, ends);
    }

    private static ScalingPoint PointOf(ScalingInputs inputs, int divisor, int nodes)
    {
        var mean = inputs.EventsPerWindow / divisor * inputs.NanosecondsPerEvent / 1000;
        var hosts = inputs.HostsOfRack / divisor;
        if (nodes == 1) return new ScalingPoint(hosts, 1, 1, 0, 0, 0);
        // Hosts do what they do independently of each other: a rack of fewer differs more.
        var busiest = mean * Busiest(nodes, inputs.Spread * Math.Sqrt(divisor));
        var vote = VoteOf(inputs, nodes);
        var bytes = inputs.BytesPerWindow / divisor / 1000 * inputs.MicrosecondsPerKilobyte;
        var window = busiest + vote + bytes;
        return new ScalingPoint(hosts, nodes, nodes * mean / window, vote / window, bytes / window, (busiest - mean) / window);
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

    private static int? EndOf(IReadOnlyList<ScalingPoint> rack)
    {
        for (var index = 0; index + 1 < rack.Count; index++)
        {
            if (rack[index + 1].Speed < WorthDoubling * rack[index].Speed) return rack[index].Nodes;
        }

        return null;
    }
}
