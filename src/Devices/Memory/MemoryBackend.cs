using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using CxlFabricSim.Actors.Storage;
using CxlFabricSim.Protocol;
using Microsoft.Win32.SafeHandles;

namespace CxlFabricSim.Devices.Memory;

/// <summary>
/// The bytes behind a part of a device: one sparse mapping, anonymous or of a file that outlives the run. Only what is written
/// costs memory or disk; a bitmap of 2 MiB blocks remembers where that is.
/// </summary>
/// <remarks>The pointer stays in this class; every access is checked here once.</remarks>
public sealed unsafe class MemoryBackend : IDisposable
{
    /// <summary>The unit in which written memory is tracked, released and reserved on disk.</summary>
    public const ulong BlockBytes = 2 * Sizes.MiB;

    private const int BlockShift = 21;
    private const ulong PageBytes = 4096;

    private readonly NativeMemoryMap? _map;
    private readonly ulong _sizeElsewhere;
    private readonly SafeFileHandle? _file;
    private readonly ulong[] _written;
    private byte* _start;
    private ulong _size;

    // The first offset at which no whole line stands.
    private ulong _lineLimit;

    private MemoryBackend(NativeMemoryMap map, SafeFileHandle? file, ulong size)
    {
        _map = map;
        _file = file;
        _size = size;
        _lineLimit = size - Sizes.Line + 1;
        _start = map.Start;
        _written = new ulong[(BlockCount + 63) / 64];
    }

    private MemoryBackend(ulong sizeElsewhere)
    {
        _sizeElsewhere = sizeElsewhere;
        _written = [];
    }

    public ulong Size => _size + _sizeElsewhere;

    private ulong BlockCount => (_size + BlockBytes - 1) >> BlockShift;

    /// <summary>Memory that another process has: its size is known, and nothing is mapped. An access is a bug of who asks.</summary>
    public static MemoryBackend Elsewhere(ulong size)
    {
        CheckSize(size);
        return new MemoryBackend(size);
    }

    /// <summary>Memory that ends with the run.</summary>
    /// <param name="size">In bytes, a multiple of 4 KiB; not taken from the system before it is touched.</param>
    /// <param name="hugePages">Faster access; one touched byte costs 2 MiB.</param>
    public static MemoryBackend Anonymous(ulong size, bool hugePages = false)
    {
        CheckSize(size);
        return new MemoryBackend(NativeMemoryMap.OfAnonymous(size, hugePages), null, size);
    }

    /// <summary>
    /// Memory in a file, created sparse when missing or empty. What it already holds is seen by reads and by the digest. A file of
    /// another size, or one that another run has open, is refused: both would lose data.
    /// </summary>
    public static MemoryBackend OfFile(string path, ulong size)
    {
        CheckSize(size);
        var file = BackingFile.Open(path, size);
        try
        {
            if (RandomAccess.GetLength(file) == 0) RandomAccess.SetLength(file, (long)size);
            var backend = new MemoryBackend(NativeMemoryMap.OfFile(file, size, path), file, size);
            backend.MarkExistingData();
            if (!backend.HasRoom())
                throw new BackingException($"the disk of {path} has no room for a single block") { WouldDo = "free some, or name a file elsewhere" };
            return backend;
        }
        catch (Exception problem) when (problem is IOException or NotSupportedException or ArgumentException or UnauthorizedAccessException)
        {
            // A file system without sparse files of that size.
            file.Dispose();
            var why = problem is ArgumentException ? "the file system has no files so large" : problem.Message;
            throw new BackingException($"{path} cannot become {size} bytes long: {why}", problem) { WouldDo = "name a file elsewhere" };
        }
        catch (BackingException)
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The 64-byte line at an offset, which is a multiple of 64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref byte LineAt(ulong offset)
    {
        if (offset >= _lineLimit) ThrowOutside(offset, Sizes.Line);
        return ref _start[offset];
    }

    /// <summary>The bytes at an offset. Who writes to them calls <see cref="MarkWritten"/> first.</summary>
    public Span<byte> Slice(ulong offset, int length)
    {
        if (offset > _size || (ulong)length > _size - offset) ThrowOutside(offset, length);
        return new Span<byte>(_start + offset, length);
    }

    /// <summary>
    /// To be called before a write. False when the medium has no room for the block: the write is then not made, where touching the
    /// mapping would end the process.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MarkWritten(ulong offset)
    {
        var block = offset >> BlockShift;
        return (_written[block >> 6] >> (int)block & 1) != 0 || TryMarkNewBlock(block);
    }

    /// <summary>Adds a line that will be read or written soon to what is to be fetched into the processor's cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ulong offset, PrefetchList list)
    {
        if (offset < _size) list.Add(_start + offset);
    }

    /// <summary>Gives memory back to the system: it reads as zero afterwards. Whole 4 KiB pages.</summary>
    public void Release(ulong offset, ulong length)
    {
        if (offset > _size || length > _size - offset) ThrowOutside(offset, length);
        if ((offset | length) % PageBytes != 0)
            throw new ArgumentException($"memory is released in pages of {PageBytes} bytes, not {length} at 0x{offset:x}", nameof(length));
        if (length == 0) return;

        var returned = _file is null ? _map!.DropPages(offset, length) : NativeMemoryMap.TryPunchHole(_file, offset, length);
        if (!returned) ClearWritten(offset, length);
        else ForgetWholeBlocks(offset, offset + length);
    }

    /// <summary>
    /// True when the 2 MiB block of this offset has been written and not released since. Any other block is zero, and better not
    /// touched: a read costs memory too, and on a full tmpfs it ends the process.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsWritten(ulong offset)
    {
        var block = offset >> BlockShift;
        return (_written[block >> 6] >> (int)block & 1) != 0;
    }

    /// <summary>
    /// A hash of all pages of 4 KiB that are not zero, with their numbers: a page that was never written equals one of zeros.
    /// </summary>
    public ulong Digest()
    {
        var digest = StableHash.Fold(0, _size, 0);
        for (ulong word = 0; word < (ulong)_written.Length; word++)
        {
            for (var rest = _written[word]; rest != 0; rest &= rest - 1)
            {
                var block = word * 64 + (ulong)BitOperations.TrailingZeroCount(rest);
                digest = DigestBlock(digest, block << BlockShift);
            }
        }

        return digest;
    }

    public void Dispose()
    {
        // Whoever still holds this object gets an exception from the bounds check, not a fault.
        _size = 0;
        _lineLimit = 0;
        _start = null;
        _map?.Dispose();
        _file?.Dispose();
    }

    private ulong DigestBlock(ulong digest, ulong start)
    {
        var end = Math.Min(start + BlockBytes, _size);
        for (var offset = start; offset < end; offset += PageBytes)
        {
            var page = new ReadOnlySpan<byte>(_start + offset, (int)Math.Min(PageBytes, end - offset));
            if (PageHash.TryOfNonZero(page, out var hash)) digest = StableHash.Fold(digest, offset / PageBytes, hash);
        }

        return digest;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryMarkNewBlock(ulong block)
    {
        var start = block << BlockShift;
        if (_file is not null && !TryReserveOnDisk(_file, start, Math.Min(BlockBytes, _size - start))) return false;
        _written[block >> 6] |= 1UL << (int)block;
        return true;
    }

    private static bool TryReserveOnDisk(SafeFileHandle file, ulong start, ulong length)
    {
        if (NativeMemoryMap.TryReserve(file, start, length)) return true;

        // Either the disk is full or the file system cannot reserve: writing back what is there, zeros for holes, tells them apart.
        try
        {
            var bytes = new byte[length];
            if (RandomAccess.Read(file, bytes, (long)start) != bytes.Length) return false;
            RandomAccess.Write(file, bytes, (long)start);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    // A disk that is full from the beginning is better told of now than by every write.
    private bool HasRoom()
    {
        for (ulong block = 0; block < BlockCount; block++)
        {
            var start = block << BlockShift;
            if (IsWritten(start)) continue;
            var length = Math.Min(BlockBytes, _size - start);
            if (!TryReserveOnDisk(_file!, start, length)) return false;
            NativeMemoryMap.TryPunchHole(_file!, start, length);
            return true;
        }

        return true;
    }

    private void MarkExistingData()
    {
        for (ulong from = 0; NativeMemoryMap.TryNextData(_file!, from, _size, out var start, out var end); from = end)
            for (var block = start >> BlockShift; block <= (end - 1) >> BlockShift; block++)
                ReserveRest(block);
    }

    /// <summary>A block with data may have holes beside it: they are reserved too, since its bit says that writes are safe.</summary>
    private void ReserveRest(ulong block)
    {
        var start = block << BlockShift;
        _written[block >> 6] |= 1UL << (int)block;
        if (!TryReserveOnDisk(_file!, start, Math.Min(BlockBytes, _size - start)))
            throw new BackingException($"the disk has no room for the rest of the block at 0x{start:x}, of which the file holds a part")
            {
                WouldDo = "free some, or name a file elsewhere",
            };
    }

    private void ForgetWholeBlocks(ulong start, ulong end)
    {
        var endBlock = end == _size ? BlockCount : end >> BlockShift;
        for (var block = (start + BlockBytes - 1) >> BlockShift; block < endBlock; block++)
            _written[block >> 6] &= ~(1UL << (int)block);
    }

    /// <summary>For systems that cannot take memory back: only blocks that were written can hold anything but zeros.</summary>
    private void ClearWritten(ulong start, ulong length)
    {
        var end = start + length;
        while (start < end)
        {
            var next = Math.Min(end, (start & ~(BlockBytes - 1)) + BlockBytes);
            if (IsWritten(start)) new Span<byte>(_start + start, (int)(next - start)).Clear();
            start = next;
        }
    }

    private static void CheckSize(ulong size)
    {
        if (size == 0 || size % PageBytes != 0 || size > long.MaxValue)
            throw new BackingException($"a memory backend of {size} bytes cannot be: its size is a multiple of {PageBytes} bytes, below 8 EiB");
    }

    [DoesNotReturn]
    private void ThrowOutside(ulong offset, ulong length) =>
        throw new ArgumentOutOfRangeException(nameof(offset), $"{length} bytes at 0x{offset:x} leave a memory backend of {_size} bytes");

    [DoesNotReturn]
    private void ThrowOutside(ulong offset, int length) => ThrowOutside(offset, (ulong)(uint)length);
}
