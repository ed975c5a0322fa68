namespace CxlFabricSim.Components.Registers;

/// <summary>MSI with a mask bit a vector (PCI Express base specification, "MSI Capability Structure").</summary>
public static class MsiCapability
{
    public const byte Id = 0x05;

    private const int SixtyFourBits = 0x80;
    private const int MasksVectors = 0x100;
    private const uint ControlWritable = 0x0071;

    /// <summary>The capability's registers, at offsets from its start.</summary>
    /// <param name="vectorsLog2">The logarithm of the number of vectors.</param>
    /// <param name="is64Bit">Messages go to addresses of 64 bits.</param>
    public static RegisterField[] Fields(int vectorsLog2, bool is64Bit)
    {
        var vectors = (1u << (1 << vectorsLog2)) - 1;
        var data = is64Bit ? 0x0C : 0x08;
        List<RegisterField> fields =
        [
            new(0x02, 2, (uint)(MasksVectors | vectorsLog2 << 1 | (is64Bit ? SixtyFourBits : 0)), ControlWritable),
            new(0x04, 4, 0, 0xFFFF_FFFC),
            new(data, 2, 0, 0xFFFF),
            new(data + 4, 4, 0, vectors),
        ];
        if (is64Bit) fields.Add(new RegisterField(0x08, 4, 0, uint.MaxValue));
        return [.. fields];
    }
}
