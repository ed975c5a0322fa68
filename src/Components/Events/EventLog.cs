using System.Buffers.Binary;

namespace CxlFabricSim.Components.Events;

/// <summary>
/// One event log: some records with handles of their own; what comes when it is full is only counted (CXL 3.x, "Get Event Records",
/// "Clear Event Records").
/// </summary>
/// <param name="capacity">Records that it holds.</param>
public sealed class EventLog(int capacity)
{
    private const int HandleOffset = 0x14;

    // Made with the first record: most logs of a large fabric never get one.
    private byte[] _records = [];
    private int _oldest;
    private ushort _nextHandle = 1;

    /// <summary>Records that the log holds at most.</summary>
    public int Capacity { get; } = capacity;

    public int Count { get; private set; }

    /// <summary>Records that found room, ever.</summary>
    public long RecordsLogged { get; private set; }

    /// <summary>Records that found none, ever.</summary>
    public long RecordsLost { get; private set; }

    /// <summary>Records lost since the last clear; stays at its largest value.</summary>
    public ushort OverflowCount { get; private set; }

    public ulong FirstOverflow { get; private set; }

    public ulong LastOverflow { get; private set; }

    /// <summary>Adds a record, giving it the next handle. True when the log was empty: the host is to be interrupted.</summary>
    public bool Add(ReadOnlySpan<byte> record, ulong timestamp)
    {
        if (Count == Capacity)
        {
            CountOverflow(timestamp);
            return false;
        }

        if (_records.Length == 0) _records = new byte[Capacity * EventRecord.Bytes];
        var place = Record(Count);
        record[..EventRecord.Bytes].CopyTo(place);
        BinaryPrimitives.WriteUInt16LittleEndian(place[HandleOffset..], _nextHandle);
        _nextHandle = _nextHandle == ushort.MaxValue ? (ushort)1 : (ushort)(_nextHandle + 1);
        Count++;
        RecordsLogged++;
        return Count == 1;
    }

    /// <summary>A record by age, the oldest first.</summary>
    public Span<byte> Record(int index) =>
        _records.AsSpan((_oldest + index) % Capacity * EventRecord.Bytes, EventRecord.Bytes);

    public ushort Handle(int index) => BinaryPrimitives.ReadUInt16LittleEndian(Record(index)[HandleOffset..]);

    /// <summary>Drops the oldest records; dropping any ends the overflow.</summary>
    public void RemoveOldest(int count)
    {
        if (count == 0) return;
        _oldest = (_oldest + count) % Capacity;
        Count -= count;
        OverflowCount = 0;
        FirstOverflow = 0;
        LastOverflow = 0;
    }

    private void CountOverflow(ulong timestamp)
    {
        RecordsLost++;
        if (OverflowCount == 0) FirstOverflow = timestamp;
        LastOverflow = timestamp;
        if (OverflowCount < ushort.MaxValue) OverflowCount++;
    }
}
