using System.Buffers.Binary;
using CxlFabricSim.Protocol;
using CxlFabricSim.Protocol.Mctp;

namespace CxlFabricSim.Fabric.Management.Mctp;

/// <summary>What all connections to one component's MCTP listener have in common. Its endpoint id may be set over any of them.</summary>
/// <param name="name">The component's name, from which its UUID follows.</param>
/// <param name="dialect">How CCI messages are worded.</param>
/// <param name="endpointId">The endpoint id (EID) at first.</param>
public sealed class MctpIdentity(string name, ManagementDialect dialect, byte endpointId)
{
    /// <summary>The first endpoint id that is nobody's by DSP0236, "Special endpoint IDs".</summary>
    public const byte FirstEndpointId = 8;

    /// <summary>Reserved for broadcasts.</summary>
    public const byte Broadcast = 0xFF;

    private volatile byte _endpointId = endpointId;

    public ManagementDialect Dialect => dialect;

    public byte EndpointId
    {
        get => _endpointId;
        set => _endpointId = value;
    }

    /// <summary>The same for the same name, in every run; marked as of version 8 (RFC 9562), whose contents are the maker's choice.</summary>
    public byte[] Uuid()
    {
        var uuid = new byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(uuid, StableHash.OfText(name));
        BinaryPrimitives.WriteUInt64BigEndian(uuid.AsSpan(8), StableHash.OfText($"{name}/uuid"));
        uuid[6] = (byte)(uuid[6] & 0x0F | 0x80);
        uuid[8] = (byte)(uuid[8] & 0x3F | 0x80);
        return uuid;
    }
}
