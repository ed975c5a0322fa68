using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Registers;

/// <summary>
/// The address word of <see cref="MessageKind.ConfigurationRequest"/>: data in bits 31:0, register and write flag in 55:32 as a fabric manager
/// words them (<see cref="ConfigurationRequest"/>), the vPPB's place in its virtual switch in 63:56.
/// </summary>
public static class BridgeAccess
{
    public static ulong Encode(byte vppb, ConfigurationRequest request, uint data) =>
        (ulong)vppb << 56 | (ulong)request.Encoded << 32 | data;

    public static (byte Vppb, ConfigurationRequest Request, uint Data) Decode(ulong word)
    {
        ReadOnlySpan<byte> bits = [(byte)(word >> 32), (byte)(word >> 40), (byte)(word >> 48)];
        return ((byte)(word >> 56), ConfigurationRequest.Read(bits), (uint)word);
    }
}
