using System.Buffers.Binary;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Events;

/// <summary>
/// Which event logs of an MCTP-based CCI are announced to its management controller (CXL 3.x, "Get MCTP Event Interrupt Policy",
/// "Set MCTP Event Interrupt Policy", "Event Notification"): a bit for each log, bit 15 for the end of background operations, of which
/// such a CCI has none yet.
/// </summary>
public sealed class MctpEventPolicy
{
    private const ushort BackgroundOperations = 1 << 15;
    private const ushort Logs = 0x1F;
    private const ushort Known = BackgroundOperations | Logs;

    private ushort _enabled;
    private ushort _pending;

    /// <summary>Notes that a log is no longer empty: the controller is to be told if it asked for that.</summary>
    public void LogFilled(EventLogKind log) => _pending |= (ushort)(_enabled & 1 << (int)log);

    /// <summary>
    /// The payload of the Event Notification (0106h) that the device now sends: what has happened, a bit each as in the policy. False
    /// when there is nothing to tell; asking forgets it. A device sends this command and answers none.
    /// </summary>
    public bool TryTakeNotification(out byte[] payload)
    {
        payload = [];
        if (_pending == 0) return false;
        payload = [(byte)_pending, (byte)(_pending >> 8)];
        _pending = 0;
        return true;
    }

    /// <summary>Adds the two commands to a CCI.</summary>
    public void AddTo(CommandTable commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        commands.Add(Opcode.GetMctpEventInterruptPolicy, 0, Get);
        commands.Add(
            new CommandDescription(Opcode.SetMctpEventInterruptPolicy, sizeof(ushort), CommandEffects.ImmediatePolicyChange), Set);
    }

    /// <summary>Get MCTP Event Interrupt Policy (0104h). Input: none. Output: the enabled bits, u16. Returns Success.</summary>
    private MailboxReturnCode Get(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(output, _enabled);
        written = sizeof(ushort);
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Set MCTP Event Interrupt Policy (0105h). Input: the bits to enable, u16. Output: none. Checks: reserved bits (Invalid Input).
    /// </summary>
    private MailboxReturnCode Set(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        var enabled = BinaryPrimitives.ReadUInt16LittleEndian(input);
        if ((enabled & ~Known) != 0) return MailboxReturnCode.InvalidInput;
        _enabled = enabled;
        _pending &= enabled;
        return MailboxReturnCode.Success;
    }
}
