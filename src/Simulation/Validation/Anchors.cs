using System.Globalization;
using CxlFabricSim.Components.Tracing;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Results;

namespace CxlFabricSim.Simulation.Validation;

/// <summary>What is known of real hardware that the model can express. Presets are calibrated on idle latency and peak bandwidth alone.</summary>
public static class Anchors
{
    private const double Exact = 0;
    private const double LinkTolerance = 0.01;
    private const double IdleTolerance = 0.02;
    private const double MeasuredTolerance = 0.10;

    // The streams of loaded.yaml.
    private const int Threads = 8;

    private const string Melody = "Melody, ASPLOS'25";
    private const string Wiki = "CacheLib OCP demo wiki";
    private const string Beluga = "Beluga, SIGMOD'26, arXiv 2511.20172";
    private const string MemChannel = "MemChannel, arXiv 2608.13712";
    private const string Micron = "Micron, by way of Tom's Hardware";
    private const string Targets = "CXL specification, table 13-2";
    private const string Expectation = "CXL specification, table 13-1";
    private const string Arithmetic = "flit arithmetic";

    private static readonly string[] OneDevice = ["mem0"];
    private static readonly string[] TwoDevices = ["mem0", "mem1"];
    private static readonly string[] FourDevices = ["mem0", "mem1", "mem2", "mem3"];

    /// <summary>In the order of the table in the documentation.</summary>
    public static IReadOnlyList<Anchor> All { get; } =
    [
        Idle("L1", "local DRAM, idle", "local-dram", 111, 117, Melody, isCalibrated: true),
        Idle("L1", "fastest CXL device, idle", "asic-fast", 214, 214, Melody, isCalibrated: true),
        Idle("L1", "slowest CXL device, idle", "fpga", 394, 394, Melody, isCalibrated: true),
        Idle("L2", "local DRAM, idle", "local-dram", 80, 140, "Hot Chips 34 tutorial"),
        Idle("L2", "CXL device, idle", "asic-fast", 170, 250, "Hot Chips 34 tutorial"),
        Idle("L3", "96 GB E3.S on Gen5 x8, idle", "asic-slow", 250, 250, Wiki, isCalibrated: true),
        IdleBehindSwitch("L6", "memory behind a switch, idle", "xconn-memory", 220.5, MemChannel),
        IdleBehindSwitch("L7", "smallest I/O of 64 B to a pool", "xconn-io", 750, Beluga),
        AtPins("L13", "MemRd to DRS at the device's pins", 100, 80),
        AtPins("L13", "MemWr to NDR at the device's pins", 0, 40),
        Efficiency("B1", "Gen4 x16, reads, of the raw rate", "gen4", 32),
        Efficiency("B1", "Gen5 x16, reads, of the raw rate", "gen5", 64),
        Efficiency("B1", "Gen6 x16, reads, of the raw rate", "gen6", 128),
        BehindSwitch("B2", "Gen5 x16, reads", "xconn-io", FourDevices, 100, 46.2, Beluga),
        BehindSwitch("B2", "Gen5 x16, writes", "xconn-io", FourDevices, 0, 33, Beluga, isCalibrated: true),
        BehindSwitch("B2", "one device, reads", "xconn-io", OneDevice, 100, 22.5, Beluga),
        BehindSwitch("B3", "two devices on x8, reads", "xconn-memory", TwoDevices, 100, 47.2, MemChannel),
        BehindSwitch("B3", "one device on x8, reads", "xconn-memory", OneDevice, 100, 21.9, MemChannel),
        BehindSwitch("B3", "one device on x8, writes", "xconn-memory", OneDevice, 0, 22, MemChannel),
        Loaded("B4", "CZ120 on Gen5 x8, two reads a write", "cz120", TwoReadsAWrite, 36, Micron),
        Loaded("B5", "E3.S on x8, reads", "asic-slow", 100, 17.8, Wiki, isCalibrated: true),
        Loaded("B5", "E3.S on x8, three reads a write", "asic-slow", 75, 23.6, Wiki),
        Loaded("B5", "E3.S on x8, two reads a write", "asic-slow", TwoReadsAWrite, 25.1, Wiki),
        Loaded("B5", "E3.S on x8, one read a write", "asic-slow", 50, 27.2, Wiki),
        Link("B7", "Gen5 x16, 68 B flits, reads", ["linkTypes:cxl={generation: gen5, width: 16}"], 100, 47.4),
        Link("B7", "Gen5 x8, 68 B flits, reads", ["linkTypes:cxl={generation: gen5, width: 8}"], 100, 23.7),
        Link("B7", "Gen5 x16, 68 B flits, writes", ["linkTypes:cxl={generation: gen5, width: 16}"], 0, 47.4),
        Link("B7", "Gen5 x8, 68 B flits, two reads a write", ["linkTypes:cxl={generation: gen5, width: 8}"], TwoReadsAWrite, 35.6),
        Link("B7", "Gen5 x16, 3 DRS headers a slot, reads", ["linkTypes:cxl={generation: gen5, width: 16, packing: {dataResponses: 3}}"], 100, 54.7),
        Link("B8", "Gen6 x16, 256 B flits, writes", [], 0, 96),
        Link("B8", "Gen6 x16, 256 B flits, reads", [], 100, 112),
        .. InterferenceAnchors.All,
    ];

    private const double TwoReadsAWrite = 100 * 2.0 / 3;

    private static Anchor Idle(string id, string what, string preset, double low, double high, string source, bool isCalibrated = false) => new()
    {
        Id = id,
        What = $"{what} ({preset})",
        Unit = "ns",
        Low = low,
        High = high,
        Tolerance = IdleTolerance,
        Source = source,
        Files = ["direct", "idle"],
        Overrides = [$"preset={preset}"],
        Measure = MeanLatency,
        IsCalibrated = isCalibrated,
    };

    private static Anchor IdleBehindSwitch(string id, string what, string preset, double value, string source) =>
        Idle(id, what, preset, value, value, source, isCalibrated: true) with { Files = ["switched", "idle"] };

    // The device's own record of a request, from the end of the link to the end of the link.
    private static Anchor AtPins(string id, string what, double readPercent, double value) => new()
    {
        Id = id,
        What = $"{what} (spec-targets)",
        Unit = "ns",
        Low = value,
        High = value,
        Tolerance = Exact,
        Source = Targets,
        Files = ["direct", "idle"],
        Overrides = ["preset=spec-targets", "hosts:host0:streams:s0:pattern=uniform", "hosts:host0:streams:s0:outstanding=1", ReadsOf(0, readPercent)],
        Measure = results => results.Trace
            .SelectMany(request => request.Steps.Where(step => step.Span.Stage == TraceStage.Device))
            .Max(step => (double)(step.Span.End - step.Span.Start) / SimTime.PicosecondsPerNanosecond),
        ReadsTrace = true,
        IsCalibrated = true,
    };

    private static Anchor Loaded(string id, string what, string preset, double readPercent, double value, string source, bool isCalibrated = false) => new()
    {
        Id = id,
        What = $"{what} ({preset})",
        Unit = "GB/s",
        Low = value,
        High = value,
        Tolerance = MeasuredTolerance,
        Source = source,
        Files = ["direct", "loaded"],
        Overrides = [$"preset={preset}", .. Mix(readPercent)],
        Measure = Bandwidth,
        IsCalibrated = isCalibrated,
    };

    private static Anchor BehindSwitch(string id, string what, string preset, string[] devices, double readPercent, double value, string source, bool isCalibrated = false) =>
        Loaded(id, what, preset, readPercent, value, source, isCalibrated) with
        {
            Files = ["switched", "loaded"],
            Overrides = [$"preset={preset}", $"hosts:host0:regions:mem:devices=[{string.Join(", ", devices)}]", .. Mix(readPercent)],
        };

    // Nothing but the link in the way.
    private static Anchor Link(string id, string what, string[] overrides, double readPercent, double value) =>
        Loaded(id, what, "gen6-256b", readPercent, value, Arithmetic) with
        {
            What = what,
            Tolerance = LinkTolerance,
            Overrides = ["preset=gen6-256b", .. overrides, .. Mix(readPercent)],
        };

    // The specification's table counts against 32, 64 and 128 GB/s, before line code.
    private static Anchor Efficiency(string id, string what, string generation, double rawRate) => Link(id, what, [$"linkTypes:cxl:generation={generation}"], 100, 0.6) with
    {
        Source = Expectation,
        Unit = "",
        High = 0.9,
        Tolerance = Exact,
        Measure = results => Bandwidth(results) / rawRate,
    };

    internal static IEnumerable<string> Mix(double readPercent) => Enumerable.Range(0, Threads).Select(thread => ReadsOf(thread, readPercent));

    private static string ReadsOf(int thread, double percent) =>
        string.Create(CultureInfo.InvariantCulture, $"hosts:host0:streams:s{thread}:reads={percent:0.####}%");

    private static double MeanLatency(RunResults results) => results.Hosts[0].Streams[0].Latency.Mean.Nanoseconds;

    internal static double Bandwidth(RunResults results) => results.Hosts[0].Streams.Sum(stream => stream.BytesPerSecond) / 1e9;
}
