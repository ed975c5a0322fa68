namespace CxlFabricSim.Fabric.Management.Mctp;

/// <summary>A request put together from its packets.</summary>
/// <param name="Source">The sender's endpoint id.</param>
/// <param name="Destination">The endpoint id that the sender meant.</param>
/// <param name="Tag">To be copied into the answer.</param>
/// <param name="Bytes">The type byte, the message and padding up to a whole packet.</param>
/// <param name="IsTooLong">There was more, which has not been kept.</param>
internal sealed record MctpMessage(byte Source, byte Destination, byte Tag, ReadOnlyMemory<byte> Bytes, bool IsTooLong);
