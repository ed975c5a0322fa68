using System.Buffers.Binary;

namespace CxlFabricSim.Components.Registers;

/// <summary>
/// The 24 bits by which a fabric manager asks for a dword of config space: byte offset in bits 11:0, byte enables in 15:12, write in 23
/// (CXL 3.x, "Send PPB CXL.io Configuration Request").
/// </summary>
/// <param name="Offset">Of the dword.</param>
/// <param name="ByteEnables">A bit for each byte that is read or written.</param>
/// <param name="IsWrite">Write instead of read.</param>
public readonly record struct ConfigurationRequest(int Offset, int ByteEnables, bool IsWrite)
{
    private const int OffsetMask = 0x0FFC;
    private const int ByteEnablesShift = 12;
    private const uint WriteFlag = 1 << 23;

    /// <summary>The 24 bits.</summary>
    public uint Encoded => (uint)(Offset & OffsetMask) | (uint)ByteEnables << ByteEnablesShift | (IsWrite ? WriteFlag : 0);

    public static ConfigurationRequest Read(ReadOnlySpan<byte> source)
    {
        var bits = source[0] | source[1] << 8 | source[2] << 16;
        return new ConfigurationRequest(bits & OffsetMask, bits >> ByteEnablesShift & 0xF, (bits & WriteFlag) != 0);
    }

    /// <summary>Reads or writes; what is not enabled reads zero and stays as it is.</summary>
    /// <param name="space">The config space.</param>
    /// <param name="data">4 bytes to write.</param>
    /// <param name="result">Takes the 4 bytes read, or zeros.</param>
    public void Carry(RegisterFile space, ReadOnlySpan<byte> data, Span<byte> result)
    {
        ArgumentNullException.ThrowIfNull(space);
        BinaryPrimitives.WriteUInt32LittleEndian(result, 0);
        for (var index = 0; index < sizeof(uint); index++)
        {
            if ((ByteEnables >> index & 1) == 0) continue;
            if (IsWrite) space.Write(Offset + index, 1, data[index]);
            else result[index] = (byte)space.Read(Offset + index, 1);
        }
    }
}
