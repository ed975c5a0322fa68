using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Components.Registers;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Management;

/// <summary>The commands of a multi-headed device, 5500h and 5501h (CXL 3.x, "Multi-Headed Device Command Set").</summary>
/// <param name="headOfLd">For each logical device the head through which its host reaches it.</param>
/// <param name="heads">How many heads there are.</param>
/// <param name="link">What each head's link can do, and runs at.</param>
internal sealed class HeadCommands(IReadOnlyList<int> headOfLd, int heads, PcieLink link)
{
    private const int InfoHeaderBytes = 8;
    private const int HeadHeaderBytes = 4;
    private const int HeadBytes = 9;
    private const byte LtssmL0 = 4;
    private const byte Present = 1 << 2;

    public void AddTo(CommandTable commands)
    {
        commands.Add(Opcode.GetMultiHeadedInfo, 2, GetInfo);
        commands.Add(Opcode.GetHeadInfo, 2, GetHeads);
    }

    /// <summary>
    /// Get Multi-Headed Info (5500h). Input: first logical device u8, most u8. Output: logical devices u8, heads u8, r2, first u8, count u8, r2,
    /// the head of each u8. A first one that is not there: Invalid Input; otherwise Success. Source: CXL 3.x, same title.
    /// </summary>
    private MailboxReturnCode GetInfo(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        var first = input[0];
        if (first >= headOfLd.Count) return MailboxReturnCode.InvalidInput;
        var count = Math.Min((int)input[1], headOfLd.Count - first);
        output[..InfoHeaderBytes].Clear();
        output[0] = (byte)headOfLd.Count;
        output[1] = (byte)heads;
        output[4] = first;
        output[5] = (byte)count;
        for (var index = 0; index < count; index++) output[InfoHeaderBytes + index] = (byte)headOfLd[first + index];
        written = InfoHeaderBytes + count;
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Get Head Info (5501h). Input: first head u8, most u8. Output: count u8, r3; for each its port, maximum and negotiated width, supported
    /// speeds, maximum and current speed, LTSSM state, first lane u8 each, link flags u8. A first one that is not there: Invalid Input;
    /// otherwise Success. Source: CXL 3.x, same title.
    /// </summary>
    private MailboxReturnCode GetHeads(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        var first = input[0];
        if (first >= heads) return MailboxReturnCode.InvalidInput;
        var count = Math.Min((int)input[1], heads - first);
        output[..(HeadHeaderBytes + count * HeadBytes)].Clear();
        output[0] = (byte)count;
        for (var index = 0; index < count; index++)
        {
            var place = output[(HeadHeaderBytes + index * HeadBytes)..];
            place[0] = (byte)(first + index);
            place[1] = (byte)link.Width;
            place[2] = (byte)link.Width;
            place[3] = (byte)((1 << link.Speed) - 1);
            place[4] = (byte)link.Speed;
            place[5] = (byte)link.Speed;
            place[6] = LtssmL0;
            place[8] = Present;
        }

        written = HeadHeaderBytes + count * HeadBytes;
        return MailboxReturnCode.Success;
    }
}
