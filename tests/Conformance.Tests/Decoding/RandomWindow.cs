namespace CxlFabricSim.Conformance.Tests.Decoding;

/// <summary>A fixed memory window of a random decoder set.</summary>
internal sealed record RandomWindow(ulong Start, ulong Bytes, DecodeLevel Level);
