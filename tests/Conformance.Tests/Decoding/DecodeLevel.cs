namespace CxlFabricSim.Conformance.Tests.Decoding;

/// <summary>How one level of a region's decode chooses among its targets: by <c>HPA / granularity</c> modulo the number of ways.</summary>
/// <param name="Granularity">256 B to 16 KiB.</param>
/// <param name="Targets">The number of the bridge or port of each way.</param>
internal sealed record DecodeLevel(int Granularity, byte[] Targets)
{
    public int Ways => Targets.Length;

    public override string ToString() => $"{Ways} x {Granularity} B [{string.Join(",", Targets)}]";
}
