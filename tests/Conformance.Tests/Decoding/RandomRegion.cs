namespace CxlFabricSim.Conformance.Tests.Decoding;

/// <summary>A region of a random decoder set: a range of host physical addresses over parts of equal size on one or several devices.</summary>
internal sealed record RandomRegion
{
    public required ulong Start { get; init; }

    /// <summary>Bytes on each device.</summary>
    public required ulong PartBytes { get; init; }

    /// <summary>The device's interleave granularity: the finest of all levels.</summary>
    public required int Granularity { get; init; }

    /// <summary>Window, host bridge, then switches.</summary>
    public required IReadOnlyList<DecodeLevel> Levels { get; init; }

    public required IReadOnlyList<DevicePart> Parts { get; init; }

    public int Ways => Parts.Count;

    public ulong Bytes => PartBytes * (ulong)Ways;

    public override string ToString() => $"0x{Start:x}+0x{Bytes:x}, {Ways} ways of {Granularity} B: {string.Join(" / ", Levels)}";
}
