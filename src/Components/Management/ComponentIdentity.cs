using System.Buffers.Binary;
using CxlFabricSim.Components.Registers;

namespace CxlFabricSim.Components.Management;

/// <summary>What Identify tells of a component (CXL 3.x, "Identify").</summary>
/// <param name="Function">Vendor, device and subsystem.</param>
/// <param name="Serial">The serial number; zero for none.</param>
/// <param name="Type">What kind of component it is.</param>
public sealed record ComponentIdentity(PciIdentity Function, ulong Serial, ComponentType Type)
{
    public const int Bytes = 18;

    /// <summary>Vendor u16, device u16, subsystem vendor u16, subsystem u16, serial u64, longest message as a power of two u8, type u8.</summary>
    public void Write(Span<byte> place, int messageLimit)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(place, Function.Vendor);
        BinaryPrimitives.WriteUInt16LittleEndian(place[2..], Function.Device);
        BinaryPrimitives.WriteUInt32LittleEndian(place[4..], Function.Subsystem);
        BinaryPrimitives.WriteUInt64LittleEndian(place[8..], Serial == 0 ? ulong.MaxValue : Serial);
        place[16] = (byte)messageLimit;
        place[17] = (byte)Type;
    }
}
