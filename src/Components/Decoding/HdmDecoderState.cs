namespace CxlFabricSim.Components.Decoding;

/// <summary>What the registers of one HDM decoder say.</summary>
/// <param name="IsCommitted">It decodes.</param>
/// <param name="Base">The first host physical address.</param>
/// <param name="Size">Bytes of host physical addresses.</param>
/// <param name="Ways">Over how many targets it interleaves.</param>
/// <param name="Granularity">Bytes that lie together on one target.</param>
/// <param name="TargetsOrSkip">A port's targets, a byte each; of a memory device the DPA passed over before it.</param>
public readonly record struct HdmDecoderState(bool IsCommitted, ulong Base, ulong Size, int Ways, int Granularity, ulong TargetsOrSkip);
