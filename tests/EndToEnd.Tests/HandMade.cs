using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.EndToEnd.Tests;

/// <summary>Results made by hand, for what becomes of them at the command line.</summary>
internal static class HandMade
{
    public const string Digest = "0123456789abcdef0123456789abcdef";

    /// <summary>A scenario whose expectations hold for <see cref="Results"/>.</summary>
    public const string Scenario =
        """
        name: hand-made
        linkTypes: {l: {}}
        links: {l0: {type: l, from: h0.p, to: m0}}
        devices: {m0: {volatile: 256MiB, dynamic: 256MiB}}
        hosts: {h0: {bridges: {b: [p]}, windows: {w: {targets: [b], size: 256MiB}}, regions: {r: {window: w, devices: [m0]}}, streams: {s0: {region: r, count: 10}}}}
        expectations: [hosts.h0.reads == 7]
        """;

    public static RunResults Results(Scenario scenario, RunOptions options) => new()
    {
        Name = scenario.Name,
        Seed = scenario.Seed,
        Threads = options.Threads,
        SimulatedTime = SimTime.FromMicroseconds(12),
        WallSeconds = 0.5,
        Events = 4321,
        Digest = Digest,
        Hosts =
        [
            new HostResults
            {
                Name = "h0",
                Streams = [Stream()],
                ExtentsAccepted = 1,
                ExtentsReleased = 0,
                EventsRead = 2,
                MediaEventsRead = 0,
                InterruptsTaken = 1,
            },
        ],
        Links =
        [
            Direction(LinkDirection.Down, "h0.p", "m0"),
            Direction(LinkDirection.Up, "m0", "h0.p"),
        ],
        Switches = [],
        Devices =
        [
            new DeviceResults
            {
                Name = "m0",
                Reads = 7,
                Writes = 3,
                NotDecoded = 0,
                CapacityNotOwned = 0,
                MediaErrors = 0,
                PoisonedReads = 0,
                LogicalDevices =
                [
                    new LogicalDeviceResults
                    {
                        LdId = 0,
                        Regions = [new RegionResults(0, 1, 64 * Sizes.MiB, 0, 0)],
                        EventsLogged = 2,
                        EventsOverflowed = 0,
                        Interrupts = 1,
                    },
                ],
            },
        ],
        Failures = [],
    };

    private static StreamResults Stream() => new()
    {
        Name = "s0",
        Reads = 7,
        Writes = 3,
        Bytes = 640,
        Errors = 0,
        PoisonedLines = 0,
        VerifyFailures = 0,
        LinesVerified = 7,
        Active = SimTime.FromMicroseconds(2),
        Latency = new LatencyResults(
            10, SimTime.FromNanoseconds(210), SimTime.FromNanoseconds(250), SimTime.FromNanoseconds(240),
            SimTime.FromNanoseconds(400), SimTime.FromNanoseconds(410), SimTime.FromNanoseconds(420)),
    };

    private static LinkResults Direction(LinkDirection direction, string from, string to) => new()
    {
        Name = "l0",
        Direction = direction,
        From = from,
        To = to,
        Messages = 10,
        Bytes = 800,
        Utilisation = 0.125,
    };
}
