using CxlFabricSim.Components.Registers;

namespace CxlFabricSim.Simulation.Conformance;

/// <summary>Reads a PCI function as a driver does: by capability lists, sizes of BARs and the exchange of data objects.</summary>
internal sealed class FunctionReader(PciFunction function)
{
    private const int FirstExtended = 0x100;
    private const int FirstBar = 0x10;
    private const int DoeControl = 0x08;
    private const int DoeStatus = 0x0C;
    private const int DoeWrite = 0x10;
    private const int DoeRead = 0x14;
    private const ulong Go = 1UL << 31;
    private const ulong Ready = 1UL << 31;
    private const int LongestAnswer = 4096;

    public RegisterFile ConfigSpace => function.ConfigSpace;

    public RegisterFile Bar(int index) => function.Bars[index];

    public uint Read32(int offset) => (uint)function.ConfigSpace.Read(offset, sizeof(uint));

    public void Write32(int offset, uint value) => function.ConfigSpace.Write(offset, sizeof(uint), value);

    /// <summary>Ids and offsets of the extended capabilities, in the order of their list.</summary>
    public IEnumerable<(int Id, int Offset)> ExtendedCapabilities()
    {
        var seen = new HashSet<int>();
        for (var offset = FirstExtended; offset != 0 && seen.Add(offset);)
        {
            var header = Read32(offset);
            if (header != 0) yield return ((int)(header & 0xFFFF), offset);
            offset = (int)(header >> 20);
        }
    }

    /// <summary>The size of a BAR, found by writing ones; the BAR keeps its value.</summary>
    public uint BarSize(int index)
    {
        var offset = FirstBar + index * sizeof(uint);
        var before = Read32(offset);
        Write32(offset, uint.MaxValue);
        var size = ~(Read32(offset) & ~0xFu) + 1;
        Write32(offset, before);
        return size;
    }

    /// <summary>The answer to a request; null with the status, and that after an abort, when none became ready.</summary>
    public byte[]? Exchange(int doe, ReadOnlySpan<byte> request, out uint status, out uint afterAbort)
    {
        for (var at = 0; at < request.Length; at += sizeof(uint)) Write32(doe + DoeWrite, BitConverter.ToUInt32(request[at..]));
        Write32(doe + DoeControl, (uint)Go);
        status = Read32(doe + DoeStatus);
        afterAbort = 0;
        if ((status & Ready) == 0)
        {
            Write32(doe + DoeControl, 1);
            afterAbort = Read32(doe + DoeStatus);
            return null;
        }

        var answer = new List<byte>();
        while ((Read32(doe + DoeStatus) & Ready) != 0 && answer.Count < LongestAnswer)
        {
            answer.AddRange(BitConverter.GetBytes(Read32(doe + DoeRead)));
            Write32(doe + DoeRead, 0);
        }

        return [.. answer];
    }

    public static byte[] ReadBytes(RegisterFile registers, int start, int count)
    {
        var bytes = new byte[count];
        for (var index = 0; index < count; index++) bytes[index] = (byte)registers.Read(start + index, 1);
        return bytes;
    }
}
