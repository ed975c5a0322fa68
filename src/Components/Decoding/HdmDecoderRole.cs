namespace CxlFabricSim.Components.Decoding;

/// <summary>What a component's HDM decoders decide.</summary>
public enum HdmDecoderRole
{
    /// <summary>Host bridge or switch upstream port: which of its ports an address goes to.</summary>
    TargetList,

    /// <summary>Memory device: which DPA an address is.</summary>
    Endpoint,
}
