using System.Collections.Immutable;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Firmware;

/// <summary>What a vendor decides about firmware: slots, revisions and times. The defaults are QEMU's but for the revisions.</summary>
public sealed record FirmwareOptions
{
    /// <summary>What an image in each slot calls itself, at most 16 characters; 1 to 4 slots. Slot 1 is active at first.</summary>
    public ImmutableArray<string> SlotRevisions { get; init; } = ["CXLFABRICSIM 0.1", "CXLFABRICSIM 0.2"];

    /// <summary>No image is longer.</summary>
    public uint ImageBytes { get; init; } = 32 << 20;

    public SimTime WholeTransferTime { get; init; } = new(10 * SimTime.PicosecondsPerSecond);

    public SimTime PartTransferTime { get; init; } = new(2 * SimTime.PicosecondsPerSecond);

    /// <summary>A transfer in parts whose next part comes later than this has failed.</summary>
    public SimTime LongestPause { get; init; } = new(30 * SimTime.PicosecondsPerSecond);
}
