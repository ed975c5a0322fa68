using System.Buffers.Binary;
using CxlFabricSim.Components.Registers;
using CxlFabricSim.Devices.Registers;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Management;

/// <summary>
/// CXL.io requests of the fabric manager to a logical device, which a switch makes of 5301h and 5302h (CXL 3.x, "Send LD CXL.io
/// Configuration Request", "Send LD CXL.io Memory Request"). They are the switch's commands: no log of the device lists them.
/// </summary>
internal sealed class LdAccess(Type3Device device)
{
    private const int ConfigurationBytes = 12;
    private const int MemoryHeaderBytes = 16;
    private const int AnswerHeaderBytes = 4;
    private const int FirstBar = 0x10;
    private const uint BarFlags = 0xF;
    private const uint Is64Bit = 4;

    private readonly Type3Function?[] _functions = new Type3Function?[device.LogicalDevices.Count];

    /// <summary>Config space: data 4, zero on a write. Another length: Invalid Payload Length; no such logical device: Invalid Input.</summary>
    public MailboxReturnCode Configure(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (input.Length != ConfigurationBytes) return MailboxReturnCode.InvalidPayloadLength;
        if (FunctionOf(input, now) is not { } function) return MailboxReturnCode.InvalidInput;
        ConfigurationRequest.Read(input[1..]).Carry(function.Function.ConfigSpace, input[8..], output);
        written = sizeof(uint);
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Memory space by address: returned u16, r2, data. The function's BARs stand where its host put them; before that each starts at zero and
    /// the first one answers. Shorter than its header or than what it writes: Invalid Payload Length; no such logical device, no BAR of
    /// the function at the address, or none of whose registers is so long: Invalid Input.
    /// </summary>
    public MailboxReturnCode Access(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        const byte Write = 0x80;
        written = 0;
        if (input.Length < MemoryHeaderBytes) return MailboxReturnCode.InvalidPayloadLength;
        var length = BinaryPrimitives.ReadUInt16LittleEndian(input[6..]);
        var address = BinaryPrimitives.ReadUInt64LittleEndian(input[8..]);
        var isWrite = (input[3] & Write) != 0;
        if (isWrite && input.Length < MemoryHeaderBytes + length) return MailboxReturnCode.InvalidPayloadLength;
        if (FunctionOf(input, now) is not { } function || length > output.Length - AnswerHeaderBytes) return MailboxReturnCode.InvalidInput;
        if (FindBar(function.Function, address, length, out var offset) is not { } bar) return MailboxReturnCode.InvalidInput;
        output[..AnswerHeaderBytes].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(output, isWrite ? (ushort)0 : length);
        for (var index = 0; index < length; index++)
        {
            if (isWrite) bar.Write(offset + index, 1, input[MemoryHeaderBytes + index]);
            else output[AnswerHeaderBytes + index] = (byte)bar.Read(offset + index, 1);
        }

        written = AnswerHeaderBytes + (isWrite ? 0 : length);
        return MailboxReturnCode.Success;
    }

    /// <summary>The memory of a logical device is another: its function is made anew.</summary>
    public void Forget(int ldId) => _functions[ldId] = null;

    private Type3Function? FunctionOf(ReadOnlySpan<byte> input, SimTime now)
    {
        var ldId = BinaryPrimitives.ReadUInt16LittleEndian(input[4..]);
        if (ldId >= _functions.Length) return null;
        var function = _functions[ldId] ??= new Type3Function(device, ldId);
        function.Clock.Now = now;
        return function;
    }

    private static RegisterFile? FindBar(PciFunction function, ulong address, int length, out int offset)
    {
        foreach (var (index, bar) in function.Bars.OrderBy(bar => bar.Key))
        {
            var low = function.ConfigSpace.Read(FirstBar + index * sizeof(uint), sizeof(uint));
            var high = (low & Is64Bit) != 0 ? function.ConfigSpace.Read(FirstBar + (index + 1) * sizeof(uint), sizeof(uint)) : 0;
            var start = high << 32 | low & ~(ulong)BarFlags;
            offset = (int)(address - start);
            if (address >= start && address - start < (ulong)bar.Length && length <= bar.Length - offset) return bar;
        }

        offset = 0;
        return null;
    }
}
