namespace CxlFabricSim.Hosts.Workloads;

/// <summary>Bytes [start, start + length) of a region or of a device's dynamic capacity region, counted from its first byte.</summary>
public readonly record struct ByteRange(ulong Start, ulong Length)
{
    public ulong End => checked(Start + Length);

    public static ByteRange Between(ulong start, ulong end) => new(start, end - start);

    /// <summary>Whether the two share a byte; an empty range shares none.</summary>
    public bool Overlaps(ByteRange other) => Math.Max(Start, other.Start) < Math.Min(End, other.End);

    public bool Contains(ByteRange other) => Start <= other.Start && other.End <= End;

    /// <summary>The same range in a space that is so many times as long.</summary>
    public ByteRange Scale(ulong factor) => new(checked(Start * factor), checked(Length * factor));

    public override string ToString() => $"[0x{Start:x}, 0x{End:x})";
}
