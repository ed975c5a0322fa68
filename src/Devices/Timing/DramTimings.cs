using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Timing;

/// <summary>
/// Timing of DRAM as JEDEC's data sheets give it, for one independent channel (DDR5 has two on a module). Of the many, those that show from
/// outside the device.
/// </summary>
public sealed record DramTimings
{
    /// <summary>DDR4-3200AA, 8 Gb, x8: JESD79-4; one 64-bit channel a module, bursts of 8.</summary>
    public static DramTimings Ddr4At3200 { get; } = new()
    {
        ChannelsPerModule = 1,
        Banks = 16,
        LinesPerRow = 128,
        Burst = new SimTime(2_500),
        Activate = new SimTime(13_750),
        Precharge = new SimTime(13_750),
        RowOpen = new SimTime(32_000),
        WriteRecovery = new SimTime(15_000),
        ReadToWrite = new SimTime(5_000),
        WriteToRead = new SimTime(20_000),
        RefreshInterval = new SimTime(7_800_000),
        Refresh = new SimTime(350_000),
    };

    /// <summary>DDR5-4800B, 16 Gb, x8: JESD79-5; two 32-bit channels a module, bursts of 16.</summary>
    public static DramTimings Ddr5At4800 { get; } = new()
    {
        ChannelsPerModule = 2,
        Banks = 32,
        LinesPerRow = 64,
        Burst = new SimTime(3_333),
        Activate = new SimTime(16_000),
        Precharge = new SimTime(16_000),
        RowOpen = new SimTime(32_000),
        WriteRecovery = new SimTime(30_000),
        ReadToWrite = new SimTime(6_700),
        WriteToRead = new SimTime(28_000),
        RefreshInterval = new SimTime(3_900_000),
        Refresh = new SimTime(295_000),
    };

    /// <summary>DDR5-5600B, 16 Gb, x8: JESD79-5.</summary>
    public static DramTimings Ddr5At5600 { get; } = Ddr5At4800 with
    {
        Burst = new SimTime(2_857),
        WriteToRead = new SimTime(26_000),
    };

    /// <summary>By the name of the speed grade.</summary>
    public static IReadOnlyDictionary<string, DramTimings> Known { get; } = new SortedDictionary<string, DramTimings>(StringComparer.Ordinal)
    {
        ["ddr4-3200"] = Ddr4At3200,
        ["ddr5-4800"] = Ddr5At4800,
        ["ddr5-5600"] = Ddr5At5600,
    };

    /// <summary>Independent channels of one module.</summary>
    public required int ChannelsPerModule { get; init; }

    /// <summary>Banks of a rank, a power of two.</summary>
    public required int Banks { get; init; }

    /// <summary>Lines in an open row, a power of two.</summary>
    public required int LinesPerRow { get; init; }

    /// <summary>For how long a line takes the data bus.</summary>
    public required SimTime Burst { get; init; }

    /// <summary>tRCD: from activating a row to reading it.</summary>
    public required SimTime Activate { get; init; }

    /// <summary>tRP: from closing a row to activating another.</summary>
    public required SimTime Precharge { get; init; }

    /// <summary>tRAS: from activating a row to closing it.</summary>
    public required SimTime RowOpen { get; init; }

    /// <summary>tWR: from the last data written to closing the row.</summary>
    public required SimTime WriteRecovery { get; init; }

    /// <summary>For how long the data bus idles when it turns from reads to writes.</summary>
    public required SimTime ReadToWrite { get; init; }

    /// <summary>For how long the data bus idles when it turns back: write latency, tWTR and read latency on the way.</summary>
    public required SimTime WriteToRead { get; init; }

    /// <summary>tREFI.</summary>
    public required SimTime RefreshInterval { get; init; }

    /// <summary>tRFC: for how long a refresh of all banks takes the channel.</summary>
    public required SimTime Refresh { get; init; }
}
