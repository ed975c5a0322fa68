namespace CxlFabricSim.Components.Registers;

/// <summary>A block that is nothing but fields, for components without anything that would change them.</summary>
public sealed class MaskedBlock : IRegisterBlock
{
    private readonly RegisterFile _file;

    public MaskedBlock(int length, params ReadOnlySpan<RegisterField> fields) => _file = new RegisterFile(length).Add(0, fields);

    public int Length => _file.Length;

    public uint Read(int offset) => (uint)_file.Read(offset, sizeof(uint));

    public void Write(int offset, uint value, uint written)
    {
        for (var index = 0; index < sizeof(uint); index++)
            if ((written >> index * 8 & 0xFF) != 0) _file.Write(offset + index, 1, value >> index * 8 & 0xFF);
    }

    /// <summary>RAS registers (CXL 3.x, "CXL RAS Capability Structure") of a port that meets no errors: all are masked.</summary>
    public static MaskedBlock QuietRas() => new(
        0x58,
        new RegisterField(0x00, 4, 0, 0, RasUncorrectable),
        new RegisterField(0x04, 4, RasUncorrectable, RasUncorrectable),
        new RegisterField(0x08, 4, RasUncorrectable, RasUncorrectable),
        new RegisterField(0x0C, 4, 0, 0, RasCorrectable),
        new RegisterField(0x10, 4, RasCorrectable, RasCorrectable),
        new RegisterField(0x14, 4, 0x200));

    private const uint RasUncorrectable = 0x1CFFF;
    private const uint RasCorrectable = 0x7F;
}
