namespace CxlFabricSim.Components.Registers;

/// <summary>MSI and MSI-X (PCI local bus specification, "MSI and MSI-X Capability").</summary>
public static class InterruptCapability
{
    public const byte MsiId = 0x05;
    public const byte MsixId = 0x11;

    /// <summary>An entry of an MSI-X table: address, data, vector control.</summary>
    public const int EntryBytes = 16;

    private const ushort MsixControl = 0xC000;
    private const uint VectorMasked = 1;
    private const int SixtyFourBits = 0x80;
    private const int MasksVectors = 0x100;

    /// <summary>MSI-X with table and pending bits in one BAR.</summary>
    public static RegisterField[] Msix(int vectors, int bar, int tableOffset, int pendingOffset) =>
    [
        new(0x02, 2, (uint)vectors - 1, MsixControl),
        new(0x04, 4, (uint)(tableOffset | bar)),
        new(0x08, 4, (uint)(pendingOffset | bar)),
    ];

    /// <summary>What is behind the BAR of MSI-X: the table, all vectors masked, and the pending bits that only the device sets.</summary>
    public static RegisterFile MsixTable(int bytes, int vectors, int tableOffset)
    {
        var table = new RegisterFile(bytes);
        for (var vector = 0; vector < vectors; vector++)
        {
            table.Add(tableOffset + vector * EntryBytes,
            [
                new(0x00, 8, 0, ulong.MaxValue - 3),
                new(0x08, 4, 0, uint.MaxValue),
                new(0x0C, 4, VectorMasked, VectorMasked),
            ]);
        }

        return table;
    }

    /// <summary>MSI with a mask bit a vector; <paramref name="vectorsLog2"/> is the logarithm of their number.</summary>
    public static RegisterField[] Msi(int vectorsLog2, bool is64Bit)
    {
        var vectors = (1u << (1 << vectorsLog2)) - 1;
        var data = is64Bit ? 0x0C : 0x08;
        List<RegisterField> fields =
        [
            new(0x02, 2, (uint)(MasksVectors | vectorsLog2 << 1 | (is64Bit ? SixtyFourBits : 0)), 0x0071),
            new(0x04, 4, 0, 0xFFFF_FFFC),
            new(data, 2, 0, 0xFFFF),
            new(data + 4, 4, 0, vectors),
        ];
        if (is64Bit) fields.Add(new RegisterField(0x08, 4, 0, uint.MaxValue));
        return [.. fields];
    }
}
