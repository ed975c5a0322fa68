using System.Buffers.Binary;
using CxlFabricSim.Hosts.Driver;
using CxlFabricSim.Hosts.Workloads;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Tests.Driver;

/// <summary>A device function as a driver sees it: event log of eight records, offers in order, extents accepted.</summary>
internal sealed class TestDcd
{
    public const int DynamicCapacityVector = 6;

    private const int LogRecords = 8;

    private readonly List<(ushort Handle, byte[] Record)> _log = [];
    private readonly Queue<(Opcode Opcode, MailboxReturnCode Code)> _failures = new();
    private ushort _nextHandle = 1;
    private int _overflow;

    /// <summary>More Event Records is set while the log holds anything, as QEMU does, or never.</summary>
    public bool MoreFlagWhileNotEmpty { get; init; } = true;

    public List<List<DcExtent>> Offers { get; } = [];

    public RangeSet Accepted { get; } = new();

    public List<Opcode> Commands { get; } = [];

    public List<CciMessage> Requests { get; } = [];

    public int Refusals { get; private set; }

    public int LogLength => _log.Count;

    /// <summary>Offers extents with one request; true when the log was empty before: an interrupt.</summary>
    public bool Offer(params DcExtent[] extents)
    {
        Offers.Add([.. extents]);
        return Log(DcEventType.AddCapacity, extents);
    }

    /// <summary>Answers the next command of a kind with a code and without effect.</summary>
    public void Fail(Opcode opcode, MailboxReturnCode code) => _failures.Enqueue((opcode, code));

    public bool AskBack(params DcExtent[] extents) => Log(DcEventType.ReleaseCapacity, extents);

    public bool TakeAway(DcExtent extent)
    {
        Accepted.Remove(new ByteRange(extent.Start.Value, extent.Length));
        return Log(DcEventType.ForcedCapacityRelease, extent);
    }

    public bool Log(DcEventType type, params DcExtent[] extents)
    {
        var wasEmpty = _log.Count == 0;
        for (var i = 0; i < extents.Length; i++)
        {
            if (_log.Count == LogRecords)
            {
                _overflow++;
                continue;
            }
            var record = new byte[DcEventRecord.Bytes];
            DcEventRecord.Uuid.CopyTo(record);
            record[16] = DcEventRecord.Bytes;
            BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(20), _nextHandle);
            record[48] = (byte)type;
            record[53] = i < extents.Length - 1 ? (byte)1 : (byte)0;
            extents[i].Write(record.AsSpan(56));
            _log.Add((_nextHandle++, record));
        }
        return wasEmpty;
    }

    public CciMessage Execute(CciMessage request)
    {
        Commands.Add(request.Opcode);
        Requests.Add(request);
        if (_failures.TryPeek(out var failure) && failure.Opcode == request.Opcode)
            return request.Respond(_failures.Dequeue().Code, default);
        var payload = request.Payload.Span;
        switch (request.Opcode)
        {
            case Opcode.SetEventInterruptPolicy: return request.Respond(MailboxReturnCode.Success, default);
            case Opcode.GetEventInterruptPolicy: return request.Respond(MailboxReturnCode.Success, new byte[] { 0x21, 0x31, 0x41, 0x51, 0x61 });
            case Opcode.GetEventRecords when payload[0] != 4: return request.Respond(MailboxReturnCode.Success, MediaRecords(payload[0]));
            case Opcode.ClearEventRecords when payload[0] != 4: return request.Respond(ClearMedia(payload), default);
            case Opcode.GetEventRecords: return request.Respond(MailboxReturnCode.Success, Records());
            case Opcode.ClearEventRecords: return request.Respond(Clear(payload), default);
            case Opcode.GetDynamicCapacityExtentList: return request.Respond(MailboxReturnCode.Success, List(payload));
            case Opcode.AddDynamicCapacityResponse: return request.Respond(Accept(Entries(payload)), default);
            case Opcode.ReleaseDynamicCapacity: return request.Respond(Release(Entries(payload)), default);
            default: return request.Respond(MailboxReturnCode.Unsupported, default);
        }
    }

    /// <summary>Handles of records in the logs of media events, by log.</summary>
    public List<ushort>[] MediaLogs { get; } = [[], [], [], []];

    private byte[] MediaRecords(int log)
    {
        var output = new byte[32 + DcEventRecord.Bytes * MediaLogs[log].Count];
        BinaryPrimitives.WriteUInt16LittleEndian(output.AsSpan(20), (ushort)MediaLogs[log].Count);
        for (var i = 0; i < MediaLogs[log].Count; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(output.AsSpan(32 + DcEventRecord.Bytes * i + 20), MediaLogs[log][i]);
        return output;
    }

    private MailboxReturnCode ClearMedia(ReadOnlySpan<byte> payload)
    {
        var log = MediaLogs[payload[0]];
        for (var i = 0; i < payload[2]; i++)
        {
            if (log.Count == 0 || BinaryPrimitives.ReadUInt16LittleEndian(payload[(6 + 2 * i)..]) != log[0]) return MailboxReturnCode.InvalidHandle;
            log.RemoveAt(0);
        }
        return MailboxReturnCode.Success;
    }

    private byte[] Records()
    {
        var output = new byte[32 + DcEventRecord.Bytes * _log.Count];
        output[0] = (byte)((_overflow > 0 ? 1 : 0) | (MoreFlagWhileNotEmpty && _log.Count > 0 ? 2 : 0));
        BinaryPrimitives.WriteUInt16LittleEndian(output.AsSpan(2), (ushort)_overflow);
        BinaryPrimitives.WriteUInt16LittleEndian(output.AsSpan(20), (ushort)_log.Count);
        for (var i = 0; i < _log.Count; i++) _log[i].Record.CopyTo(output, 32 + DcEventRecord.Bytes * i);
        return output;
    }

    private MailboxReturnCode Clear(ReadOnlySpan<byte> payload)
    {
        if (payload[0] != 4 || payload.Length != 6 + 2 * payload[2] || payload[2] > _log.Count) return MailboxReturnCode.InvalidInput;
        for (var i = 0; i < payload[2]; i++)
        {
            if (BinaryPrimitives.ReadUInt16LittleEndian(payload[(6 + 2 * i)..]) != _log[i].Handle) return MailboxReturnCode.InvalidInput;
        }
        _log.RemoveRange(0, payload[2]);
        _overflow = 0;
        return MailboxReturnCode.Success;
    }

    private byte[] List(ReadOnlySpan<byte> payload)
    {
        var count = BinaryPrimitives.ReadUInt32LittleEndian(payload);
        var start = BinaryPrimitives.ReadUInt32LittleEndian(payload[4..]);
        var extents = Accepted.Ranges.Skip((int)start).Take((int)count).ToArray();
        var output = new byte[16 + DcExtent.Bytes * extents.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(output, (uint)extents.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(output.AsSpan(4), (uint)Accepted.Ranges.Count);
        for (var i = 0; i < extents.Length; i++)
            new DcExtent(new Dpa(extents[i].Start), extents[i].Length).Write(output.AsSpan(16 + DcExtent.Bytes * i));
        return output;
    }

    private MailboxReturnCode Accept(List<ByteRange> ranges)
    {
        if (ranges.Count == 0)
        {
            Refusals++;
            if (Offers.Count > 0) Offers.RemoveAt(0);
            return MailboxReturnCode.Success;
        }
        if (Offers.Count == 0) return MailboxReturnCode.InvalidPhysicalAddress;
        foreach (var range in ranges)
        {
            var isOffered = Offers[0].Exists(extent => new ByteRange(extent.Start.Value, extent.Length).Contains(range));
            if (!isOffered || Accepted.Overlaps(range)) return MailboxReturnCode.InvalidPhysicalAddress;
        }
        Offers.RemoveAt(0);
        foreach (var range in ranges) Accepted.Add(range);
        return MailboxReturnCode.Success;
    }

    private MailboxReturnCode Release(List<ByteRange> ranges)
    {
        if (ranges.Count == 0) return MailboxReturnCode.InvalidInput;
        if (!ranges.TrueForAll(Accepted.Contains)) return MailboxReturnCode.InvalidPhysicalAddress;
        foreach (var range in ranges) Accepted.Remove(range);
        return MailboxReturnCode.Success;
    }

    private static List<ByteRange> Entries(ReadOnlySpan<byte> payload)
    {
        var ranges = new List<ByteRange>();
        for (var i = 0; i < (int)BinaryPrimitives.ReadUInt32LittleEndian(payload); i++)
        {
            var entry = payload.Slice(8 + 24 * i, 24);
            ranges.Add(new(BinaryPrimitives.ReadUInt64LittleEndian(entry), BinaryPrimitives.ReadUInt64LittleEndian(entry[8..])));
        }
        return ranges;
    }
}
