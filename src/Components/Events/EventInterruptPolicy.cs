using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Events;

/// <summary>
/// Which event logs interrupt the host, and how (CXL 3.x, "Get Event Interrupt Policy", "Set Event Interrupt Policy"). A setting is a byte
/// for each log: mode in bits 1:0 (0 none, 1 MSI/MSI-X, 2 firmware), message number in bits 7:4.
/// </summary>
/// <param name="rules">Where QEMU's answers depart from the specification's, and the message numbers.</param>
public sealed class EventInterruptPolicy(EventLogRules rules)
{
    private const int Logs = 5;
    private const int LogsBeforeDynamicCapacity = 4;
    private const int ModeMask = 3;
    private const int VectorShift = 4;
    private const byte None = 0;
    private const byte Message = 1;
    private const byte Firmware = 2;

    private readonly byte[] _settings = new byte[Logs];

    /// <summary>The message number with which a log interrupts the host; false when it does not. Firmware interrupts reach no host.</summary>
    public bool TryGetVector(EventLogKind log, out int vector)
    {
        vector = rules.InterruptVectors[(int)log];
        return (_settings[(int)log] & ModeMask) == Message;
    }

    /// <summary>
    /// Get Event Interrupt Policy (0102h). Input: none. Output: a setting for each of the five logs, the dynamic capacity log last.
    /// Returns Success.
    /// </summary>
    public MailboxReturnCode Get(Span<byte> output, out int written)
    {
        for (var log = 0; log < Logs; log++)
        {
            var isHidden = log == (int)EventLogKind.DynamicCapacity && rules.DynamicCapacityVectorHidden;
            output[log] = _settings[log] == Message && !isHidden
                ? (byte)(Message | rules.InterruptVectors[log] << VectorShift)
                : _settings[log];
        }

        written = Logs;
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Set Event Interrupt Policy (0103h). Input: 4 or 5 settings; 4 leave the dynamic capacity log's alone. Output: none. Checks in
    /// order: length (Invalid Payload Length), reserved mode (Invalid Input; nothing is changed). The host's message number counts for
    /// firmware interrupts only: that of MSI/MSI-X is the device's.
    /// </summary>
    public MailboxReturnCode Set(ReadOnlySpan<byte> input)
    {
        if (input.Length < LogsBeforeDynamicCapacity || (input.Length > Logs && !rules.OnlyMessageInterruptsKept))
            return MailboxReturnCode.InvalidPayloadLength;
        var count = Math.Min(input.Length, Logs);
        if (!rules.OnlyMessageInterruptsKept)
        {
            foreach (var setting in input[..count])
                if ((setting & ModeMask) > Firmware) return MailboxReturnCode.InvalidInput;
        }

        for (var log = 0; log < count; log++) _settings[log] = Kept(input[log]);
        return MailboxReturnCode.Success;
    }

    private byte Kept(byte setting) => (setting & ModeMask) switch
    {
        Message => Message,
        Firmware when !rules.OnlyMessageInterruptsKept => (byte)(setting & ~(0xF & ~ModeMask)),
        _ => None,
    };
}
