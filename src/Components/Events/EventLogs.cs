using System.Buffers.Binary;
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

    private readonly EventLog[] _logs = [new(), new(), new(), new(), new()];

    public EventLog this[EventLogKind kind] => _logs[(int)kind];

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
            return status;
        }
    }

    /// <summary>Get Event Records: as many of the oldest records as the answer has room for.</summary>
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

    /// <summary>Clear Event Records: the handles must be those of the oldest records, in order, or nothing is cleared.</summary>
    public MailboxReturnCode Clear(ReadOnlySpan<byte> input)
    {
        if (input.Length < ClearHeaderBytes) return MailboxReturnCode.InvalidPayloadLength;
        var count = input[2];
        if (input.Length < ClearHeaderBytes + count * sizeof(ushort)) return MailboxReturnCode.InvalidPayloadLength;
        if (input[0] >= LogCount) return MailboxReturnCode.InvalidInput;
        var log = _logs[input[0]];

        if ((input[1] & ClearAll) != 0 && !rules.ClearAllFlagIgnored)
        {
            log.RemoveOldest(log.Count);
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

        log.RemoveOldest(cleared);
        return MailboxReturnCode.Success;
    }
}
