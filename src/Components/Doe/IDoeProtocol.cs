namespace CxlFabricSim.Components.Doe;

/// <summary>What answers data objects of one vendor and type.</summary>
public interface IDoeProtocol
{
    ushort Vendor { get; }

    byte ObjectType { get; }

    /// <summary>The object that answers a request, with its header; null where the request has none.</summary>
    /// <param name="request">The request with its header, as many dwords as that says.</param>
    uint[]? Answer(ReadOnlySpan<uint> request);
}
