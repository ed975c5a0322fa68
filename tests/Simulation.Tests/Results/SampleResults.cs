using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Results;

namespace CxlFabricSim.Simulation.Tests.Results;

/// <summary>Results made by hand, with numbers that cannot be mistaken for one another.</summary>
internal static class SampleResults
{
    public static RunResults TwoStreams() => new()
    {
        Name = "sample",
        Seed = ulong.MaxValue,
        Threads = 2,
        SimulatedTime = SimTime.FromNanoseconds(4_000),
        WallSeconds = 0.25,
        Events = 1_234_567,
        Digest = "0123456789abcdef0123456789abcdef",
        Hosts = [Host()],
        Links = [Direction(LinkDirection.Down, 4096, 0.25), Direction(LinkDirection.Up, 8192, 0.5)],
        Switches = [new SwitchResults("sw0", 2)],
        Devices = [Device()],
        Failures = [],
    };

    private static HostResults Host() => new()
    {
        Name = "host0",
        Streams = [Stream("s0", 100, 1), Stream("s1", 30, 0)],
        ExtentsAccepted = 3,
        ExtentsReleased = 2,
        EventsRead = 5,
        MediaEventsRead = 0,
        InterruptsTaken = 4,
    };

    private static StreamResults Stream(string name, long reads, long errors) => new()
    {
        Name = name,
        Reads = reads,
        Writes = 10,
        Bytes = (reads + 10) * 64,
        Errors = errors,
        PoisonedLines = 0,
        VerifyFailures = 0,
        LinesVerified = reads,
        Active = SimTime.FromNanoseconds(1_000),
        Latency = new LatencyResults(
            reads + 10, new SimTime(210_500), SimTime.FromNanoseconds(300), SimTime.FromNanoseconds(290),
            SimTime.FromNanoseconds(900), SimTime.FromNanoseconds(1_200), SimTime.FromNanoseconds(1_500)),
    };

    private static LinkResults Direction(LinkDirection direction, long bytes, double utilisation) => new()
    {
        Name = "l0",
        Direction = direction,
        From = direction == LinkDirection.Down ? "host0.rp0" : "dcd0",
        To = direction == LinkDirection.Down ? "dcd0" : "host0.rp0",
        Messages = bytes / 64,
        Bytes = bytes,
        Utilisation = utilisation,
    };

    private static DeviceResults Device() => new()
    {
        Name = "dcd0",
        Reads = 130,
        Writes = 20,
        NotDecoded = 0,
        CapacityNotOwned = 1,
        MediaErrors = 0,
        PoisonedReads = 0,
        LogicalDevices =
        [
            new LogicalDeviceResults
            {
                LdId = 0,
                Regions = [new RegionResults(0, 1, 64 * Sizes.MiB, 0, 0), new RegionResults(1, 2, 32 * Sizes.MiB, 1, 2 * Sizes.MiB)],
                EventsLogged = 6,
                EventsOverflowed = 0,
                Interrupts = 4,
            },
        ],
    };
}
