using System.Buffers.Binary;
using CxlFabricSim.Components.Events;
using CxlFabricSim.Components.Mailbox;

namespace CxlFabricSim.Devices.Media;

/// <summary>
/// The event logs of a device's own CCI: the fabric manager reads there of the media and module events of all logical devices, while each
/// host reads of its own in its mailbox. Neither clears the other's.
/// </summary>
internal sealed class ManagementEvents(EventLogRules rules, bool namesLd)
{
    private const int FlagsOffset = 0x11;
    private const int LdIdOffset = 0x22;
    private const byte LdIdValid = 1 << 7;

    private readonly EventLogs _logs = new(rules);
    private readonly MctpEventPolicy _policy = new();
    private readonly byte[] _record = new byte[EventRecord.Bytes];

    public void AddTo(CommandTable commands)
    {
        _logs.AddRecordsTo(commands);
        _policy.AddTo(commands);
    }

    /// <summary>Adds a record of a logical device; where there are several, the record tells which unless it does already.</summary>
    public void Add(int ldId, EventLogKind log, ReadOnlySpan<byte> record, ulong timestamp)
    {
        record[..EventRecord.Bytes].CopyTo(_record);
        if (namesLd && (_record[FlagsOffset] & LdIdValid) == 0)
        {
            _record[FlagsOffset] |= LdIdValid;
            BinaryPrimitives.WriteUInt16LittleEndian(_record.AsSpan(LdIdOffset), (ushort)ldId);
        }

        if (_logs.Add(log, _record, timestamp)) _policy.LogFilled(log);
    }

    public bool TryTakeNotification(out byte[] payload) => _policy.TryTakeNotification(out payload);
}
