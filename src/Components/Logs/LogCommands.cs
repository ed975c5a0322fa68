using System.Buffers.Binary;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Logs;

/// <summary>The log commands of a mailbox, 0400h to 0405h (CXL 3.x, "Logs").</summary>
/// <param name="logs">The logs, in the order in which they are listed.</param>
/// <param name="timestamp">The device's timestamp.</param>
/// <param name="rules">Departures from the specification.</param>
public sealed class LogCommands(IReadOnlyList<DeviceLog> logs, DeviceTimestamp timestamp, LogRules rules)
{
    private const int UuidBytes = 16;
    private const int SupportedHeaderBytes = 8;
    private const int SupportedEntryBytes = UuidBytes + sizeof(uint);
    private const int GetInputBytes = UuidBytes + 2 * sizeof(uint);
    private const uint ClearSupported = 1 << 0;
    private const uint PopulateSupported = 1 << 1;

    public void AddTo(CommandTable commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        commands.Add(Opcode.GetSupportedLogs, 0, GetSupported);
        commands.Add(new CommandDescription(Opcode.GetLog, GetInputBytes, NeedsMedia: true), GetLog);
        commands.Add(Opcode.GetLogCapabilities, UuidBytes, GetCapabilities);
        commands.Add(new CommandDescription(Opcode.ClearLog, UuidBytes, CommandEffects.ImmediateLogChange, NeedsMedia: true), Clear);
        commands.Add(new CommandDescription(Opcode.PopulateLog, UuidBytes, CommandEffects.ImmediateLogChange, NeedsMedia: true), Populate);
        commands.Add(Opcode.GetSupportedLogsSubList, 2, GetSupportedSubList);
    }

    /// <summary>
    /// Get Supported Logs (0400h). Input: nothing. Output: count u16, 6 reserved; for each log its UUID 10h and size u32. Success.
    /// Source: CXL 3.x, "Get Supported Logs".
    /// </summary>
    private MailboxReturnCode GetSupported(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        output[..SupportedHeaderBytes].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(output, (ushort)logs.Count);
        written = SupportedHeaderBytes + WriteEntries(output[SupportedHeaderBytes..], 0, logs.Count);
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Get Log (0401h). Input: UUID 10h, offset u32, length u32. Output: that part of the log. Checks, in order: longer than the payload,
    /// as QEMU has it before it looks for the log: Invalid Input; no such log: Invalid Log; beyond its end: Invalid Input. Source: CXL
    /// 3.x, "Get Log".
    /// </summary>
    private MailboxReturnCode GetLog(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(input[UuidBytes..]);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(input[(UuidBytes + sizeof(uint))..]);
        if (length > (uint)output.Length) return MailboxReturnCode.InvalidInput;
        if (Find(input) is not { } log) return MailboxReturnCode.InvalidLog;
        var contents = log.Contents;
        if ((ulong)offset + length > (rules.LimitBytes ?? (uint)contents.Length)) return MailboxReturnCode.InvalidInput;

        written = (int)length;
        output[..written].Clear();
        var first = (ulong)offset * rules.OffsetUnit;
        if (first >= (ulong)contents.Length) return MailboxReturnCode.Success;
        var part = contents[(int)first..];
        part[..Math.Min(part.Length, written)].CopyTo(output);
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Get Log Capabilities (0402h). Input: UUID 10h. Output: flags u32 (bit 0 clear, bit 1 populate). No such log: Invalid Log; otherwise
    /// Success. Source: CXL 3.x, "Get Log Capabilities".
    /// </summary>
    private MailboxReturnCode GetCapabilities(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (Find(input) is not { } log) return MailboxReturnCode.InvalidLog;
        var flags = (log.CanClear ? ClearSupported : 0) | (log.CanPopulate ? PopulateSupported : 0);
        BinaryPrimitives.WriteUInt32LittleEndian(output, flags);
        written = sizeof(uint);
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Clear Log (0403h). Input: UUID 10h. Output: nothing. No such log: Invalid Log; not one that can be cleared: Unsupported; otherwise
    /// Success. Source: CXL 3.x, "Clear Log".
    /// </summary>
    private MailboxReturnCode Clear(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (Find(input) is not { } log) return MailboxReturnCode.InvalidLog;
        if (!log.CanClear) return MailboxReturnCode.Unsupported;
        log.Clear();
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Populate Log (0404h). Input: UUID 10h. Output: nothing. No such log: Invalid Log; not one that can be populated: Unsupported;
    /// otherwise Success, done at once. Source: CXL 3.x, "Populate Log".
    /// </summary>
    private MailboxReturnCode Populate(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (Find(input) is not { } log) return MailboxReturnCode.InvalidLog;
        if (!log.CanPopulate) return MailboxReturnCode.Unsupported;
        log.Populate(timestamp.At(now));
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Get Supported Logs Sub-List (0405h). Input: most entries wanted u8, first one's index u8. Output: count returned u8, 1 reserved,
    /// count of all u16, first index u8, 3 reserved; entries as in Get Supported Logs. A first index beyond the last log: Invalid
    /// Input; otherwise Success. Source: CXL 3.x, "Get Supported Logs Sub-List".
    /// </summary>
    private MailboxReturnCode GetSupportedSubList(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        int start = input[1];
        if (start >= logs.Count) return MailboxReturnCode.InvalidInput;
        var count = Math.Min((int)input[0], logs.Count - start);
        output[..SupportedHeaderBytes].Clear();
        output[0] = (byte)count;
        BinaryPrimitives.WriteUInt16LittleEndian(output[2..], (ushort)logs.Count);
        output[4] = (byte)start;
        written = SupportedHeaderBytes + WriteEntries(output[SupportedHeaderBytes..], start, count);
        return MailboxReturnCode.Success;
    }

    private int WriteEntries(Span<byte> output, int start, int count)
    {
        for (var index = 0; index < count; index++)
        {
            var entry = output.Slice(index * SupportedEntryBytes, SupportedEntryBytes);
            BinaryPrimitives.WriteUInt128BigEndian(entry, logs[start + index].Identifier);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[UuidBytes..], (uint)logs[start + index].Contents.Length);
        }

        return count * SupportedEntryBytes;
    }

    private DeviceLog? Find(ReadOnlySpan<byte> input)
    {
        var identifier = BinaryPrimitives.ReadUInt128BigEndian(input);
        foreach (var log in logs)
            if (log.Identifier == identifier) return log;
        return null;
    }
}
