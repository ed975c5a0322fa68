using System.Buffers.Binary;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Management;

/// <summary>The commands of the generic component set that every CCI of a fabric manager has, 0001h to 0005h (CXL 3.x, "Information and Status").</summary>
/// <param name="identity">What Identify tells.</param>
/// <param name="limits">Message sizes, as powers of two.</param>
public sealed class GenericCommands(ComponentIdentity identity, MessageLimits limits)
{
    private const int StatusBytes = 8;
    private const byte Running = 1;

    private int _responseLimit = limits.Response;

    public void AddTo(CommandTable commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        commands.Add(Opcode.Identify, 0, Identify);
        commands.Add(
            Opcode.BackgroundOperationStatus, 0,
            (ReadOnlySpan<byte> _, Span<byte> output, SimTime now, out int written) => Status(commands.Background, output, now, out written));
        commands.Add(Opcode.GetResponseMessageLimit, 0, GetLimit);
        commands.Add(
            Opcode.SetResponseMessageLimit, 1,
            (ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written) => SetLimit(commands, input, output, now, out written));
        BackgroundCommands.AddTo(commands);
    }

    /// <summary>Identify (0001h). Input: nothing. Output: see <see cref="ComponentIdentity.Write"/>. Success. Source: CXL 3.x, "Identify".</summary>
    private MailboxReturnCode Identify(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        identity.Write(output, limits.Longest);
        written = ComponentIdentity.Bytes;
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Background Operation Status (0002h). Input: nothing. Output: running in bit 0 and percentage in bits 7:1 u8, r1, opcode u16, return
    /// code u16, vendor status u16. Success. Source: CXL 3.x, "Background Operation Status".
    /// </summary>
    private static MailboxReturnCode Status(BackgroundOperation background, Span<byte> output, SimTime now, out int written)
    {
        output[..StatusBytes].Clear();
        output[0] = (byte)(background.PercentComplete(now) << 1 | (background.IsRunning ? Running : 0));
        BinaryPrimitives.WriteUInt16LittleEndian(output[2..], (ushort)background.LastOpcode);
        BinaryPrimitives.WriteUInt16LittleEndian(output[4..], (ushort)background.LastReturnCode);
        written = StatusBytes;
        return MailboxReturnCode.Success;
    }

    /// <summary>Get Response Message Limit (0003h). Input: nothing. Output: power of two u8. Success. Source: CXL 3.x, same title.</summary>
    private MailboxReturnCode GetLimit(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        output[0] = (byte)_responseLimit;
        written = 1;
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Set Response Message Limit (0004h). Input: power of two u8. Output: the one in force u8. Below 8 or above what the component can
    /// keep to: Invalid Input; otherwise Success, and no message from here on is longer, its header included: it is the size of the manager's
    /// buffer. Source: CXL 3.x, same title and "Component Command Interface" of the fabric manager; QEMU counts the payload only.
    /// </summary>
    private MailboxReturnCode SetLimit(CommandTable commands, ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (input[0] < MessageLimits.Smallest || input[0] > limits.LargestResponse) return MailboxReturnCode.InvalidInput;
        _responseLimit = input[0];
        commands.ResponseRoom = (1 << _responseLimit) - (limits.IsOfPayload ? 0 : CciMessage.HeaderBytes);
        return GetLimit(input, output, now, out written);
    }
}
