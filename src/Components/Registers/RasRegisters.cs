using CxlFabricSim.Components.Ras;

namespace CxlFabricSim.Components.Registers;

/// <summary>RAS registers as a block of a register file: the bytes that a write leaves out clear no status.</summary>
public sealed class RasRegisters(RasCapability errors) : IRegisterBlock
{
    private const int UncorrectableStatus = 0x00;
    private const int CorrectableStatus = 0x0C;

    public int Length => RasCapability.Bytes;

    public uint Read(int offset) => errors.Read32(offset);

    public void Write(int offset, uint value, uint written)
    {
        var isStatus = offset is UncorrectableStatus or CorrectableStatus;
        errors.Write32(offset, isStatus ? value : errors.Read32(offset) & ~written | value);
    }
}
