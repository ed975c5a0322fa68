using CxlFabricSim.Protocol;
using CxlFabricSim.Protocol.Mctp;

namespace CxlFabricSim.Fabric.Management.Mctp;

/// <summary>The other side of an <see cref="MctpEndpoint"/>: commands in, packets out; bytes in, answers out. One command at a time.</summary>
public sealed class MctpRequester(ManagementDialect dialect)
{
    // The longest payload that a CCI message can have, in whole packets.
    private const int MaxAnswerBytes = (1 << 21) + MctpPacket.PayloadBytes;
    private const int Tags = 8;

    // CXL 3.x, "CCI Command Opcodes": from here on a fabric manager's commands.
    private const Opcode FirstFabricManagerOpcode = (Opcode)0x5100;

    private readonly MctpAssembler _assembler = new(takesRequests: false, MaxAnswerBytes);
    private byte _tag = Tags - 1;
    private Opcode _asked;

    /// <summary>The packets of a command, worded as the dialect has it.</summary>
    public byte[][] Ask(Opcode opcode, ReadOnlyMemory<byte> payload)
    {
        _tag = (byte)((_tag + 1) % Tags);
        _asked = opcode;
        var isForManager = dialect == ManagementDialect.Jrlabs || opcode >= FirstFabricManagerOpcode;
        var type = isForManager ? MctpMessageType.FabricManager : MctpMessageType.Component;
        byte[] message = [(byte)type, .. CciFraming.Encode(CciMessage.Request(_tag, opcode, payload), dialect)];
        return MctpPacket.Cut(message, 0, 0, isTagOwner: true, _tag);
    }

    public void Take(ReadOnlySpan<byte> bytes) => _assembler.Take(bytes);

    /// <summary>The answer to the last command; anything else that came is passed over.</summary>
    public bool TryTakeAnswer(out CciMessage answer)
    {
        while (_assembler.TryTake(out var message))
        {
            if (message.Tag != _tag || message.IsTooLong) continue;
            if (!CciFraming.TryDecode(message.Bytes[1..], dialect, out var read) || !read!.IsResponse || read.Opcode != _asked) continue;
            answer = read;
            return true;
        }

        answer = null!;
        return false;
    }
}
