using CxlFabricSim.Components.Decoding;

namespace CxlFabricSim.Components.Registers;

/// <summary>HDM decoders as a block of a register file: what is written here decodes from then on.</summary>
public sealed class HdmDecoderRegisters(HdmDecoderBlock decoders) : IRegisterBlock
{
    private const int HeaderBytes = 0x10;
    private const int DecoderBytes = 0x20;

    public int Length => HeaderBytes + decoders.DecoderCount * DecoderBytes;

    public uint Read(int offset) => decoders.Read32(offset);

    public void Write(int offset, uint value, uint written) => decoders.Write32(offset, decoders.Read32(offset) & ~written | value);
}
