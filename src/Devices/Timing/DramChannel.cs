using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using CxlFabricSim.Actors.Storage;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Timing;

/// <summary>
/// One DRAM channel. A read is served by the data bus and by its bank, whichever is later; the bus is a work-conserving server, since a
/// read that waits for its bank lets others pass. An access whose row still has others waiting is served with them, however many rows were
/// asked for in between. Writes are accepted into a queue and leave it in batches, when it is almost full or the bus idles, so that the bus
/// turns round seldom.
/// </summary>
internal sealed class DramChannel
{
    // Ramulator's watermarks, which other simulators took over: a batch begins at 80 % of the queue and ends at 20 %.
    private const double HighWatermark = 0.8;
    private const double LowWatermark = 0.2;

    // So many accesses in a row before others of the bank have their turn: the usual cap of first ready, first come.
    private const int MostInARow = 16;

    // Less is in it: a line of the processor's cache.
    private const int BankBytes = 64;

    private const uint NoRow = uint.MaxValue;
    private const long Never = -1;

    // Each in a line of the processor's cache of its own.
    private readonly PinnedArray<Bank> _banks;
    private readonly int _bankBits;
    private readonly int _columnBits;
    private readonly bool _closesRows;
    private readonly long _burst;
    private readonly long _activate;
    private readonly long _precharge;
    private readonly long _rowOpen;
    private readonly long _writeRecovery;
    private readonly long _readToWrite;
    private readonly long _writeToRead;
    private readonly long _refreshInterval;
    private readonly long _refresh;

    // Lines that wait to be written, and when each of the last ones written had left the queue.
    private readonly ulong[] _writes;
    private readonly long[] _left;
    private readonly int _high;
    private readonly int _batch;
    private int _first;
    private int _count;

    private readonly ulong _salt;
    private long _busFree;
    private long _nextRefresh;

    // When the last batch of writes left the bus, if that has not turned round since; or never.
    private long _writtenUntil = Never;

    /// <param name="timings">Of the DRAM.</param>
    /// <param name="number">The channel's number: channels refresh at times of their own.</param>
    /// <param name="ranks">So many times the banks.</param>
    /// <param name="writeQueue">Lines that wait to be written, at most.</param>
    /// <param name="closesRows">Whether a row is closed when it has been used.</param>
    public DramChannel(DramTimings timings, int number, int ranks, int writeQueue, bool closesRows)
    {
        _salt = StableHash.Mix((ulong)number + 1);
        var banks = timings.Banks * ranks;
        _banks = new PinnedArray<Bank>(banks);
        foreach (ref var bank in _banks.AsSpan()) bank = new Bank { Current = { Row = NoRow }, MayClose = -timings.Precharge.Picoseconds };
        _bankBits = BitOperations.Log2((uint)banks);
        _columnBits = BitOperations.Log2((uint)timings.LinesPerRow);
        _closesRows = closesRows;
        _burst = timings.Burst.Picoseconds;
        _activate = timings.Activate.Picoseconds;
        _precharge = timings.Precharge.Picoseconds;
        _rowOpen = timings.RowOpen.Picoseconds;
        _writeRecovery = timings.WriteRecovery.Picoseconds;
        _readToWrite = timings.ReadToWrite.Picoseconds;
        _writeToRead = timings.WriteToRead.Picoseconds;
        _refreshInterval = timings.RefreshInterval.Picoseconds;
        _refresh = timings.Refresh.Picoseconds;
        _nextRefresh = RefreshTime(1);
        _writes = new ulong[writeQueue];
        _left = new long[writeQueue];
        _high = Math.Max(1, (int)(writeQueue * HighWatermark));
        _batch = Math.Max(1, _high - (int)(writeQueue * LowWatermark));
    }

    public long RowHits { get; private set; }

    public long RowMisses { get; private set; }

    /// <summary>Refreshes that an access met or came behind; those of idle times count as one.</summary>
    public long Refreshes { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Read(long time, ulong line, out long served)
    {
        if (_count != 0) WriteWhileIdle(time);
        if (Math.Max(time, _busFree) >= _nextRefresh) RefreshUntil(Math.Max(time, _busFree));
        var bus = Math.Max(time, _busFree);
        _busFree = bus + _burst;
        _writtenUntil = Never;
        ref var bank = ref BankOf(line, out var row);
        var begun = Math.Max(time, bank.Ready);
        var open = Open(ref bank, row, time, begun);
        var column = Math.Max(open, bus);
        bank.Note(row, column);
        if (_closesRows) Close(ref bank, column + _burst);
        served = column - Math.Max(0, open - begun);
        return column;
    }

    /// <summary>Returns when the queue has room for the line, which is all that its sender waits for.</summary>
    public long Write(long time, ulong line, out long served)
    {
        WriteWhileIdle(time);
        var place = _first + _count;
        if (place >= _writes.Length) place -= _writes.Length;
        served = Math.Max(time, _left[place]);
        _writes[place] = line;
        if (++_count >= _high) WriteBatch(time);
        return served;
    }

    /// <summary>What fits into the time that the bus has stood idle has been written meanwhile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WriteWhileIdle(long time)
    {
        var idle = time - _busFree - _readToWrite - _writeToRead;
        if (idle < _burst) return;
        for (var left = (int)Math.Min(_count, idle / _burst); left > 0; left--)
        {
            _busFree += _burst;
            _left[_first] = _busFree;
            TakeFirst();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WriteBatch(long time)
    {
        if (Math.Max(time, _busFree) >= _nextRefresh) RefreshUntil(Math.Max(time, _busFree));
        var start = _writtenUntil == Never ? Math.Max(time, _busFree) + _readToWrite : Math.Max(time, _writtenUntil);
        var bus = start;
        for (var left = _batch; left > 0; left--)
        {
            ref var bank = ref BankOf(_writes[_first], out var row);
            var column = Open(ref bank, row, time, Math.Max(start, bank.Ready));
            bus += _burst;
            _left[_first] = Math.Max(bus, column + _burst);
            bank.Note(row, column);
            bank.MayClose = Math.Max(bank.MayClose, _left[_first] + _writeRecovery);
            if (_closesRows) Close(ref bank, column + _burst);
            TakeFirst();
        }

        _writtenUntil = bus;
        _busFree = bus + _writeToRead;
    }

    private void TakeFirst()
    {
        if (++_first == _writes.Length) _first = 0;
        _count--;
    }

    // Rows are spread over the banks by their own low bits too, or strides of a whole row would all meet in one bank.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe ref Bank BankOf(ulong line, out uint row)
    {
        var aboveColumn = line >> _columnBits;
        row = (uint)(aboveColumn >> _bankBits);
        return ref _banks.First[(aboveColumn ^ row) & (ulong)(_banks.Length - 1)];
    }

    /// <summary>Opens a row, if it is not, from a time on; returns when it can be accessed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Open(ref Bank bank, uint row, long now, long time)
    {
        if (bank.Current.Row == row && bank.Current.Left > 0)
        {
            RowHits++;
            bank.Current.Left--;
            return Math.Max(now, bank.Current.Opened);
        }

        if (bank.TryJoin(row, now, out var opened))
        {
            RowHits++;
            return opened;
        }

        RowMisses++;
        // A row that is open has to be closed first; whether there is one is not to be foreseen, so there is no branch on it.
        var closing = _precharge & -(long)Unsafe.BitCast<bool, byte>(bank.Current.Row != NoRow);
        var activated = Math.Max(time + closing, bank.MayClose + _precharge);
        bank.Turn(row, activated + _activate);
        bank.MayClose = activated + _rowOpen;
        return activated + _activate;
    }

    private static void Close(ref Bank bank, long time)
    {
        bank.Current.Row = NoRow;
        bank.MayClose = Math.Max(time, bank.MayClose);
    }

    /// <summary>Refreshes that are due by a time: they close all rows, and the bus waits for the last one if it still goes on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RefreshUntil(long time)
    {
        Refreshes++;
        var number = time / _refreshInterval;
        if (RefreshTime(number) > time) number--;
        _nextRefresh = RefreshTime(number + 1);
        var end = RefreshTime(number) + _refresh;
        foreach (ref var bank in _banks.AsSpan()) bank = new Bank { Current = { Row = NoRow }, Ready = end, MayClose = -_precharge };
        _busFree = Math.Max(_busFree, end);
        _writtenUntil = Never;
    }

    // A refresh may be put off (by up to four intervals in DDR5): here by up to half a one, or loads that depend on one another would fall into
    // step with it.
    private long RefreshTime(long number) =>
        number * _refreshInterval + (long)(StableHash.Mix(_salt ^ (ulong)number) % (ulong)(_refreshInterval / 2));

    /// <summary>Starts loading the bank of a line.</summary>
    public unsafe void Prefetch(ulong line)
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref BankOf(line, out _)));
    }

    [StructLayout(LayoutKind.Sequential, Size = BankBytes)]
    private struct Bank
    {
        /// <summary>The row that was opened last; without one when it has been closed.</summary>
        public OpenRow Current;

        /// <summary>When the next row may be asked for: the accesses of the last one have gone to the bus.</summary>
        public long Ready;

        /// <summary>When the open row may be closed; without an open row, when the last one was.</summary>
        public long MayClose;

        // The row that was open before, whose accesses may still wait for the bus.
        private OpenRow _earlier;

        /// <summary>True when accesses to the row that was open before still wait: then one more goes with them.</summary>
        public bool TryJoin(uint row, long now, out long opened)
        {
            opened = Math.Max(now, _earlier.Opened);
            if (_earlier.Row != row || _earlier.Left == 0 || _earlier.Last <= now) return false;
            _earlier.Left--;
            return true;
        }

        public void Turn(uint row, long opened)
        {
            _earlier = Current;
            Current = new OpenRow { Row = row, Left = MostInARow - 1, Opened = opened, Last = opened };
        }

        /// <summary>An access to a row is served at a time.</summary>
        public void Note(uint row, long time)
        {
            if (row != Current.Row)
            {
                _earlier.Last = Math.Max(_earlier.Last, time);
                return;
            }

            Current.Last = Math.Max(Current.Last, time);
            Ready = Math.Max(Ready, Current.Opened);
        }
    }

    private struct OpenRow
    {
        public uint Row;

        /// <summary>How many more accesses it may have before others get their turn.</summary>
        public uint Left;

        /// <summary>When it could be accessed first.</summary>
        public long Opened;

        /// <summary>When its last access goes to the bus.</summary>
        public long Last;
    }
}
