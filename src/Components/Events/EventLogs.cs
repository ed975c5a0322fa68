using System.Buffers.Binary;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Events;

/// <summary>The five event logs of a device with the commands that read and clear them (CXL 3.x, "Events").</summary>
/// <param name="rules">Where QEMU's answers depart from the specification's.</param>
public sealed class EventLogs(EventLogRules rules)
{
    private const int LogCount = 5;
    private const int HeaderBytes = 0x20;
    private const int ClearHeaderBytes = 6;
    private const byte Overflow = 1;
    private const byte MoreRecords = 2;
    private const byte ClearAll = 1;

    private readonly EventLog[] _logs = [.. Enumerable.Range(0, LogCount).Select(_ => new EventLog(rules.RecordsPerLog))];
    private uint _lostStatus;
    private uint _interrupts;

    public EventLog this[EventLogKind kind] => _logs[(int)kind];

    public EventInterruptPolicy Policy { get; } = new(rules);

    /// <summary>Records that found room, over all logs.</summary>
    public long RecordsLogged => _logs.Sum(log => log.RecordsLogged);

    /// <summary>Records that found none, over all logs.</summary>
    public long RecordsLost => _logs.Sum(log => log.RecordsLost);

    /// <summary>The Event Status register: a bit for each log that holds records.</summary>
    public uint Status
    {
        get
        {
            var status = 0u;
            for (var log = 0; log < LogCount; log++)
                if (_logs[log].Count > 0) status |= 1u << log;
            return status & ~_lostStatus;
        }
    }

    /// <summary>
    /// Adds a record to a log. Where that was empty and the policy says so, the host is to be interrupted. True when it was empty.
    /// </summary>
    public bool Add(EventLogKind kind, ReadOnlySpan<byte> record, ulong timestamp)
    {
        var wasEmpty = _logs[(int)kind].Add(record, timestamp);
        if (_logs[(int)kind].OverflowCount == 0) _lostStatus &= ~(1u << (int)kind);
        if (wasEmpty && Policy.TryGetVector(kind, out var vector)) _interrupts |= 1u << vector;
        return wasEmpty;
    }

    /// <summary>The message numbers with which the host is now to be interrupted, a bit each; asking forgets them.</summary>
    public uint TakeInterrupts()
    {
        var taken = _interrupts;
        _interrupts = 0;
        return taken;
    }

    /// <summary>A reset: records, overflow and policy stay, interrupts that were not sent are lost.</summary>
    public void Reset()
    {
        _interrupts = 0;
        if (rules.StatusLostAtReset) _lostStatus = Status | _lostStatus;
    }

    /// <summary>Drops all records of all logs, as Sanitize does.</summary>
    public void DiscardAll()
    {
        foreach (var log in _logs) log.RemoveOldest(log.Count);
        _lostStatus = 0;
    }

    /// <summary>Adds the commands that read and clear the logs and set the interrupt policy to a mailbox.</summary>
    public void AddTo(CommandTable commands)
    {
        AddRecordsTo(commands);
        commands.Add(
            Opcode.GetEventInterruptPolicy, 0,
            (ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written) => Policy.Get(output, out written));
        commands.Add(
            new CommandDescription(Opcode.SetEventInterruptPolicy, null, CommandEffects.ImmediateConfigurationChange),
            (ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written) =>
            {
                written = 0;
                return Policy.Set(input);
            });
    }

    /// <summary>Adds the commands that read and clear the logs to a CCI that has another way to tell of them.</summary>
    public void AddRecordsTo(CommandTable commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        commands.Add(
            new CommandDescription(Opcode.GetEventRecords, 1, NeedsMedia: true),
            (ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written) => Get(input, output, out written));
        commands.Add(
            new CommandDescription(Opcode.ClearEventRecords, null, CommandEffects.ImmediateLogChange),
            (ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written) =>
            {
                written = 0;
                return Clear(input);
            });
    }

    /// <summary>
    /// Get Event Records (0100h). Input: log u8. Output: flags u8 (0 overflow, 1 more), reserved, overflow count u16, first and last
    /// overflow u64 each, count u16, 10 reserved; then as many of the oldest records as there is room for, 80h bytes each. Checks: the
    /// media are disabled (Media Disabled), no such log (Invalid Input).
    /// </summary>
    public MailboxReturnCode Get(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        written = 0;
        if (input[0] >= LogCount) return MailboxReturnCode.InvalidInput;
        var log = _logs[input[0]];
        var returned = Math.Min(log.Count, (output.Length - HeaderBytes) / EventRecord.Bytes);

        output[..HeaderBytes].Clear();
        if (log.OverflowCount > 0) output[0] |= Overflow;
        if (rules.MoreFlagWhileNotEmpty ? log.Count > 0 : log.Count > returned) output[0] |= MoreRecords;
        BinaryPrimitives.WriteUInt16LittleEndian(output[0x02..], log.OverflowCount);
        BinaryPrimitives.WriteUInt64LittleEndian(output[0x04..], log.FirstOverflow);
        BinaryPrimitives.WriteUInt64LittleEndian(output[0x0C..], log.LastOverflow);
        BinaryPrimitives.WriteUInt16LittleEndian(output[0x14..], (ushort)returned);
        for (var index = 0; index < returned; index++)
            log.Record(index).CopyTo(output[(HeaderBytes + index * EventRecord.Bytes)..]);
        written = HeaderBytes + returned * EventRecord.Bytes;
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Clear Event Records (0101h). Input: log u8, flags u8 (0 clear all), count u8, 3 reserved, handles u16 each. Output: none. Checks in
    /// order: shorter than its handles (Invalid Payload Length), no such log (Invalid Input), more handles than records (Invalid Handle),
    /// handles that are not those of the oldest records in order (Invalid Handle; nothing is cleared).
    /// </summary>
    public MailboxReturnCode Clear(ReadOnlySpan<byte> input)
    {
        if (input.Length < ClearHeaderBytes) return MailboxReturnCode.InvalidPayloadLength;
        var count = input[2];
        if (input.Length < ClearHeaderBytes + count * sizeof(ushort)) return MailboxReturnCode.InvalidPayloadLength;
        if (input[0] >= LogCount) return MailboxReturnCode.InvalidInput;
        var log = _logs[input[0]];

        if ((input[1] & ClearAll) != 0 && !rules.ClearAllFlagIgnored)
        {
            Remove(input[0], log.Count);
            return MailboxReturnCode.Success;
        }

        if (count > log.Count && !rules.ClearOfMissingHandleSucceeds) return MailboxReturnCode.InvalidHandle;
        var cleared = Math.Min(count, log.Count);
        var handles = input[ClearHeaderBytes..];
        for (var index = 0; index < cleared; index++)
        {
            if (BinaryPrimitives.ReadUInt16LittleEndian(handles[(index * sizeof(ushort))..]) == log.Handle(index)) continue;
            return rules.InvalidInputInsteadOfInvalidHandle ? MailboxReturnCode.InvalidInput : MailboxReturnCode.InvalidHandle;
        }

        Remove(input[0], cleared);
        return MailboxReturnCode.Success;
    }

    private void Remove(int log, int count)
    {
        _logs[log].RemoveOldest(count);
        if (_logs[log].Count == 0) _lostStatus &= ~(1u << log);
    }
}
