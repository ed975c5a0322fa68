using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Workloads;

/// <summary>
/// What a host has written to a region, line by line, so that every read can be checked: a line holds the pattern of its
/// last successful write, or zero. Also says which lines have an access in flight, since a read that races with a write
/// has no one right answer.
/// </summary>
public sealed class LineLedger
{
    private const int ChunkBits = 16;
    private const int ChunkLines = 1 << ChunkBits;

    // An entry, from the low bit: reads in flight, write in flight, stale, written, number of writes.
    private const uint ReaderOne = 1;
    private const uint ReadersMask = 0x7F;
    private const uint WriterBit = 1 << 7;
    private const uint InFlightMask = ReadersMask | WriterBit;

    // Forgotten with accesses in flight: these may still see or write the old content, so nobody judges or joins them.
    private const uint StaleBit = 1 << 8;
    private const uint WrittenBit = 1 << 9;

    // The number of writes survives Forget, so that content from before it is told from content written after. It may wrap.
    private const int VersionShift = 10;

    private readonly ulong _salt;
    private readonly uint[]?[] _chunks;

    /// <param name="salt">Tells hosts and regions apart: the same line and version give other bytes.</param>
    /// <param name="regionBytes">Length of the region; only what is touched costs memory.</param>
    public LineLedger(ulong salt, ulong regionBytes)
    {
        _salt = salt;
        LineCount = regionBytes / Sizes.Line;
        _chunks = new uint[]?[(LineCount + ChunkLines - 1) >> ChunkBits];
    }

    public ulong LineCount { get; }

    /// <summary>False while a write of this line is in flight: choose another line or wait.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryBeginRead(ulong line)
    {
        ref var entry = ref Entry(line);
        if ((entry & (WriterBit | StaleBit)) != 0 || (entry & ReadersMask) == ReadersMask) return false;
        entry += ReaderOne;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndRead(ulong line)
    {
        ref var entry = ref Entry(line);
        Debug.Assert((entry & ReadersMask) != 0);
        entry -= ReaderOne;
        if ((entry & InFlightMask) == 0) entry &= ~StaleBit;
    }

    /// <summary>False while any access of this line is in flight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryBeginWrite(ulong line)
    {
        ref var entry = ref Entry(line);
        if ((entry & (InFlightMask | StaleBit)) != 0) return false;
        entry |= WriterBit;
        return true;
    }

    /// <summary>The 64 bytes of the write that has begun; they count as the line's content once it has ended well.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void FillWrite(ulong line, ref byte line64)
    {
        var entry = Entry(line);
        Debug.Assert((entry & WriterBit) != 0);
        Unsafe.WriteUnaligned(ref line64, Pattern(line, NextVersion(entry)));
    }

    /// <summary>A write that failed leaves the line as it was.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndWrite(ulong line, bool succeeded)
    {
        ref var entry = ref Entry(line);
        Debug.Assert((entry & WriterBit) != 0);
        if (succeeded && (entry & StaleBit) == 0) entry = NextVersion(entry) << VersionShift | WrittenBit;
        else entry &= ~(WriterBit | StaleBit);
    }

    /// <summary>Whether a line that was read holds what it should; to be asked before <see cref="EndRead"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Matches(ulong line, ref readonly byte line64)
    {
        var entry = Entry(line);
        if ((entry & StaleBit) != 0) return true;
        return Unsafe.ReadUnaligned<Vector512<ulong>>(in line64) == Expected(line, entry);
    }

    /// <summary>The capacity behind these lines was given back: they count as never written.</summary>
    public void Forget(ulong startLine, ulong count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(startLine, LineCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, LineCount - startLine);
        var end = startLine + count;
        for (var line = startLine; line < end;)
        {
            var chunkEnd = Math.Min(end, (line | (ChunkLines - 1)) + 1);
            if (_chunks[line >> ChunkBits] is { } chunk) Forget(chunk.AsSpan((int)(line & (ChunkLines - 1)), (int)(chunkEnd - line)));
            line = chunkEnd;
        }
    }

    /// <summary>The first eight bytes that differ, in memory order, for the text of a failure.</summary>
    public (string Expected, string Found) DescribeMismatch(ulong line, ReadOnlySpan<byte> data)
    {
        var entry = Entry(line);
        Span<byte> expected = stackalloc byte[Sizes.Line];
        Unsafe.WriteUnaligned(ref expected[0], Expected(line, entry));
        var offset = expected.CommonPrefixLength(data[..Sizes.Line]) & ~7;
        if (offset == Sizes.Line) return ($"line {line} as it is", $"line {line} as it is");
        var history = (entry & WrittenBit) == 0 ? "never written" : $"write {entry >> VersionShift}";
        return (
            $"line {line} ({history}) byte {offset}: {Convert.ToHexStringLower(expected.Slice(offset, 8))}",
            Convert.ToHexStringLower(data.Slice(offset, 8)));
    }

    private static void Forget(Span<uint> entries)
    {
        foreach (ref var entry in entries)
        {
            entry &= ~WrittenBit;
            if ((entry & InFlightMask) != 0) entry |= StaleBit;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref uint Entry(ulong line)
    {
        Debug.Assert(line < LineCount);
        var chunk = _chunks[line >> ChunkBits] ?? AddChunk(line);
        return ref chunk[(int)line & (ChunkLines - 1)];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint[] AddChunk(ulong line) => _chunks[line >> ChunkBits] = new uint[ChunkLines];

    private static uint NextVersion(uint entry) => (entry >> VersionShift) + 1 & uint.MaxValue >> VersionShift;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<ulong> Expected(ulong line, uint entry) =>
        (entry & WrittenBit) == 0 ? Vector512<ulong>.Zero : Pattern(line, entry >> VersionShift);

    /// <summary>
    /// Eight words of SplitMix64 from a seed that salt, line and version make: all lanes of <see cref="StableHash.Mix"/> at once.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<ulong> Pattern(ulong line, uint version)
    {
        const ulong Step = 0x9E3779B97F4A7C15;
        var seed = Vector512.Create(StableHash.Fold(_salt, line, version));
        var value = seed + Vector512.Create(1 * Step, unchecked(2 * Step), unchecked(3 * Step), unchecked(4 * Step),
            unchecked(5 * Step), unchecked(6 * Step), unchecked(7 * Step), unchecked(8 * Step));
        value = (value ^ Vector512.ShiftRightLogical(value, 30)) * Vector512.Create(0xBF58476D1CE4E5B9UL);
        value = (value ^ Vector512.ShiftRightLogical(value, 27)) * Vector512.Create(0x94D049BB133111EBUL);
        return value ^ Vector512.ShiftRightLogical(value, 31);
    }
}
