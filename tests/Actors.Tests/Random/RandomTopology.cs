using CxlFabricSim.Actors.Tests.Reference;

namespace CxlFabricSim.Actors.Tests.Random;

/// <summary>A graph of actors that a seed decides alone.</summary>
internal static class RandomTopology
{
    public static Topology Of(ulong seed)
    {
        var random = new TestRandom(seed);
        var actors = 2 + random.Below(8);
        var hasSingleCredits = random.Percent(40);
        // Some graphs live on one scale, where instants coincide; in others a channel is ten thousand times as long as the next.
        var latencies = random.Pick<long[]>([10, 20, 30], [100, 100, 1_000, 2_500], [1, 3, 50, 700, 40_000], [25_000, 100_000_000], [500]);
        var bandwidths = random.Pick<ulong[]>([0], [1_000_000_000_000], [0, 500_000_000_000, 64_000_000_000], [63_015_384_615, 31_500_000_000], [1_000_000_000]);
        var channels = Enumerable.Range(0, actors + random.Below(actors * 3)).Select(index => new ChannelPlan(
            From: index < actors ? index : random.Below(actors),
            To: random.Percent(5) ? index % actors : random.Below(actors),
            Latency: random.Pick(latencies),
            Credits: Credits(random, hasSingleCredits),
            BytesPerSecond: random.Pick(bandwidths),
            PortDelay: random.Percent(25) ? random.Below(100) : 0,
            Pulled: random.Percent(35))
        {
            FlitBytes = random.Percent(30) ? random.Pick(68, 256) : 0,
            ServiceTime = random.Percent(15) ? random.Below(2_000) : 0,
        }).ToList();
        var announces = random.Percent(20);
        var topology = new Topology(actors, channels, _ => throw new InvalidOperationException("no behaviours yet"));
        return topology with
        {
            BehaviourOf = actor => new RandomBehaviour(seed, actor, topology.OutputsOf(actor), topology.LongestChannel, announces),
            Duration = random.Percent(30) ? 1 + random.Below(3) * topology.LongestChannel + random.Below(100_000) : null,
        };
    }

    private static int[] Credits(TestRandom random, bool isSingle)
    {
        var credits = new int[1 + random.Below(5)];
        for (var @class = 0; @class < credits.Length; @class++) credits[@class] = isSingle ? 1 : random.Below(4);
        if (credits.Sum() == 0) credits[0] = 1;
        return credits;
    }
}
