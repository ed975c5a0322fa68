using System.Globalization;

namespace CxlFabricSim.Simulation.Tests.Timing;

/// <summary>Fabrics of any shape with any timing, as text: the same for the same seed.</summary>
internal static class RandomTiming
{
    /// <summary>A fabric with two streams a host; <paramref name="curve"/> is a file that devices may have as their medium.</summary>
    public static string Text(int seed, string curve, int? credits = null, int count = 200)
    {
        var random = new System.Random(seed);
        string Of(params string[] choices) => choices[random.Next(choices.Length)];
        string Number(int from, int to) => random.Next(from, to + 1).ToString(CultureInfo.InvariantCulture);
        string Link(string name) =>
            $"  {name}: {{{Of("bandwidth: 20GB/s", "bandwidth: 64GB/s", "generation: gen4, width: 8", "generation: gen5, width: 16", "generation: gen5, width: 4", "generation: gen6, width: 8")}, "
            + $"latency: {{propagation: {Number(2, 30)}ns, phy: {Number(0, 8)}ns}}, bitErrorRate: {Of("0", "0", "1e-6", "1e-5")}, {CreditsOf(credits?.ToString(CultureInfo.InvariantCulture) ?? Of("1", "2", "5", "64"))}}}";
        var topology = Of(
            "kind: star, hosts: 4, devices: 2, near: 2",
            "kind: star, hosts: 2, devices: 3, near: 1",
            "kind: tree, levels: 2, fanout: 2, hosts: 2, devices: 1, near: 1, far: 1",
            "kind: ring, switches: 3, hosts: 1, devices: 1, near: 1, far: 1",
            "kind: ring, switches: 5, hosts: 1, devices: 1, near: 0, far: 4",
            "kind: mesh, switches: 2, rows: 2, hosts: 1, devices: 1, near: 0, far: 2",
            "kind: spineLeaf, switches: 2, spines: 2, hosts: 2, devices: 2, near: 1, far: 1");
        var medium = Of(
            $"bandwidth: {Number(5, 60)}GB/s", "dram: ddr4-3200", "dram: {type: ddr5-4800, modules: 2, pages: closed}", "dram: {type: ddr5-5600, ranks: 2, writeQueue: 8}", $"curve: {curve}");
        string Stream() =>
            $"{{region: pool, count: {count}, pattern: {Of("uniform", "sequential", "zipf")}, reads: {Of("100%", "67%", "50%", "0%")}, outstanding: {Number(1, 40)}, length: {Of("64KiB", "1MiB")}}}";
        return string.Join(
            '\n',
            $"seed: {seed}",
            "linkTypes:",
            Link("edge"),
            Link("trunk"),
            "defaults:",
            $"  host: {{loadToUse: {Number(0, 60)}ns, rootComplexLatency: {Number(1, 60)}ns, outstandingLines: {Of("8", "48", "300")}{Of("", ", readBandwidth: 15GB/s", ", readBandwidth: 30GB/s, writeBandwidth: 9GB/s")}}}",
            $"  switch: {{latency: {Number(10, 100)}ns, arbitration: {Of("roundRobin", "weighted", "age")}, queueing: {Of("perOutput", "sharedFifo")}{Of("", ", serviceTime: 3ns")}}}",
            $"  device: {{latency: {Number(30, 90)}ns, queueDepth: {Of("0", "1", "6", "64")}, {medium}{Of("", ", writeLatency: 20ns", ", writeLatency: 150ns")}{Of("", ", readBandwidth: 8GB/s", ", writeBandwidth: 6GB/s")}}}",
            $"topology: {{{topology}, edge: edge, trunk: trunk, host: {{streams: {{s0: {Stream()}, s1: {Stream()}}}}}}}");
    }

    /// <summary>So many of every class.</summary>
    public static string CreditsOf(string number) =>
        $"credits: {{request: {number}, requestWithData: {number}, noDataResponse: {number}, dataResponse: {number}, io: {number}}}";
}
