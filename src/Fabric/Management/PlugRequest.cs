using System.Buffers.Binary;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Management;

/// <summary>A request to a switch to have a device pulled out of a port or plugged in again.</summary>
/// <param name="Port">The physical port.</param>
/// <param name="Device">The device's place in the list of devices; of no meaning when it is pulled out.</param>
/// <param name="IsIn">Plug it in.</param>
public sealed record PlugRequest(byte Port, uint Device, bool IsIn)
{
    public Opcode Opcode => IsIn ? Opcode.PlugDevice : Opcode.UnplugDevice;

    public byte[] Encode()
    {
        var payload = new byte[1 + sizeof(uint)];
        payload[0] = Port;
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(1), IsIn ? Device : 0);
        return payload;
    }

    internal string Describe(string @switch) => $"port {Port} of {@switch} {(IsIn ? "gets" : "loses")} its device";
}
