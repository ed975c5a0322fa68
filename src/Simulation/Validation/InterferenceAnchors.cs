using System.Globalization;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Results;

namespace CxlFabricSim.Simulation.Validation;

/// <summary>
/// What is published of streams that share a port: head-of-line blocking, mixes of directions, random arrivals, sizes, many senders. Nothing in the
/// model was fitted to them but what reads alone take of the expander's link.
/// </summary>
internal static class InterferenceAnchors
{
    // Of a random process in so many messages.
    private const double StatisticalTolerance = 0.02;
    private const double WaitTolerance = 0.05;
    private const double MixTolerance = 0.03;
    private const double LinkTolerance = 0.01;

    private const string Karol = "Karol, Hluchyj, Morgan 1987, table I";
    private const string Mess = "Mess simulator, curves of a CXL expander";
    private const string Pollaczek = "Pollaczek-Khinchine: M/D/1";
    private const string Kleinrock = "Kleinrock's conservation law";
    private const string Little = "Little's law";

    // The rates of crossbar.yaml, arrivals.yaml and sizes.yaml.
    private const double PortRate = 32e9;
    private const double LineNs = 10;
    private const double RequestNs = 2;
    private const double ReadsPerNs = 0.050;
    private const double WritesPerNs = 0.060;

    // The hosts of incast.yaml, what each has in flight, and what a x8 port carries of reads (B7).
    private const int Senders = 8;
    private const int InFlight = 32;
    private const double PortReads = 23.7;

    /// <summary>In the order of the table in the documentation.</summary>
    public static IReadOnlyList<Anchor> All { get; } =
    [
        Crossbar("2 x 2 switch, one queue an input", 2, "sharedFifo", 0.75),
        Crossbar("4 x 4 switch, one queue an input", 4, "sharedFifo", 0.6553),
        Crossbar("8 x 8 switch, one queue an input", 8, "sharedFifo", 0.6184),
        Crossbar("4 x 4 switch, a queue for each output", 4, "perOutput", 1),
        Mix("expander on x8, reads alone", 100, 26.76) with { IsCalibrated = true },
        Mix("expander on x8, 74 % reads", 74, 35.28),
        Mix("expander on x8, 58 % reads: the peak", 58, 43.65),
        Mix("expander on x8, 38 % reads", 38, 34.58),
        Mix("expander on x8, writes alone", 0, 24.08),
        Waiting("reads at 50 % of a link: wait", 0.5),
        Waiting("reads at 80 % of a link: wait", 0.8),
        Beside(),
        Incast("8 hosts on a port: the least share", "", Share, 1.0 / Senders, "max-min fairness"),
        Incast("8 hosts on a port, 256 reads in flight", "ns", MeanLatency, Senders * InFlight * Sizes.Line / PortReads, Little),
    ];

    private static Anchor Crossbar(string what, int ports, string queueing, double value) => new()
    {
        Id = "I1",
        What = what,
        Unit = "",
        Low = value,
        High = value,
        Tolerance = StatisticalTolerance,
        Source = Karol,
        Files = ["crossbar"],
        Overrides = [$"topology:hosts={ports}", $"topology:devices={ports}", $"topology:near={ports}", $"topology:switch:queueing={queueing}"],
        Measure = results => results.Hosts.Sum(host => host.Streams.Sum(stream => stream.BytesPerSecond)) / Sizes.Line
            * FlitFormat.Bytes68.ClassBytes[(int)MessageClass.RequestWithData] / PortRate / ports,
    };

    // How many headers of read data share a slot is taken from reads alone; all else is arithmetic of flits and what the directions leave one another.
    private static Anchor Mix(string what, double readPercent, double value) => new()
    {
        Id = "I2",
        What = $"{what} (asic-fast, two DRS headers a slot)",
        Unit = "GB/s",
        Low = value,
        High = value,
        Tolerance = MixTolerance,
        Source = Mess,
        Files = ["direct", "loaded"],
        Overrides = ["preset=asic-fast", "linkTypes:cxl:packing={dataResponses: 2}", .. Anchors.Mix(readPercent)],
        Measure = Anchors.Bandwidth,
    };

    private static Anchor Waiting(string what, double load) => new()
    {
        Id = "I3",
        What = what,
        Unit = "ns",
        Low = load / (2 * (1 - load)) * LineNs,
        High = load / (2 * (1 - load)) * LineNs,
        Tolerance = WaitTolerance,
        Source = Pollaczek,
        Files = ["arrivals"],
        Overrides = [string.Create(CultureInfo.InvariantCulture, $"hosts:host0:streams:s0:rate={load / LineNs * 1000:0}M/s")],
        Measure = results => MeanLatency(results) - results.Hosts[0].Streams[0].Idle!.Total.Nanoseconds,
    };

    // Whatever the order, waits weighted by load come to the same, as long as the link is never idle with something to send.
    private static Anchor Beside()
    {
        const double readLoad = ReadsPerNs * RequestNs;
        const double writeLoad = WritesPerNs * LineNs;
        const double residual = (ReadsPerNs * RequestNs * RequestNs + WritesPerNs * LineNs * LineNs) / 2;
        const double wait = residual / (1 - readLoad - writeLoad);
        return new()
        {
            Id = "I4",
            What = "requests beside lines on a port: wait by load",
            Unit = "ns",
            Low = wait,
            High = wait,
            Tolerance = WaitTolerance,
            Source = Kleinrock,
            Files = ["sizes"],
            Overrides = [],
            Measure = results => (readLoad * RequestWait(results, "reader") + writeLoad * RequestWait(results, "writer")) / (readLoad + writeLoad),
        };
    }

    private static Anchor Incast(string what, string unit, Func<RunResults, double> measure, double value, string source) => new()
    {
        Id = "I5",
        What = what,
        Unit = unit,
        Low = value,
        High = value,
        Tolerance = LinkTolerance,
        Source = source,
        Files = ["incast"],
        Overrides = [],
        Measure = measure,
    };

    private static double Share(RunResults results)
    {
        var rates = results.Hosts.Select(host => host.Streams[0].BytesPerSecond).ToList();
        return rates.Min() / rates.Sum();
    }

    private static double MeanLatency(RunResults results) => results.Hosts.Average(host => host.Streams[0].Latency.Mean.Nanoseconds);

    private static double RequestWait(RunResults results, string name) =>
        results.Hosts.Single(host => host.Name == name).Streams[0].Breakdown!.RequestWait.Mean.Nanoseconds;
}
