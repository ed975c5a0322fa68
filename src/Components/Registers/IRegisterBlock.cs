namespace CxlFabricSim.Components.Registers;

/// <summary>Registers with a life of their own inside a register file: decoders, a mailbox, an error log. Accessed in dwords.</summary>
public interface IRegisterBlock
{
    /// <summary>How many bytes of the file it answers for, a multiple of 4.</summary>
    int Length { get; }

    /// <param name="offset">From the start of the block, a multiple of 4.</param>
    uint Read(int offset);

    /// <param name="offset">From the start of the block, a multiple of 4.</param>
    /// <param name="value">What is written; zero where <paramref name="written"/> is.</param>
    /// <param name="written">The bits of the bytes that the access covers.</param>
    void Write(int offset, uint value, uint written);
}
