namespace CxlFabricSim.Components.Registers;

/// <summary>
/// A space of registers as a driver sees it: a function's config space or what is behind one of its BARs. Fields are kept here, by
/// masks; what has a life of its own is attached as a block. A place without a register reads zero and ignores writes.
/// </summary>
/// <param name="length">The size of the space in bytes, a multiple of 4.</param>
public sealed class RegisterFile(int length)
{
    private const int WordBytes = sizeof(uint);
    private const int LargestAccess = sizeof(ulong);

    // Few of the 64 KiB of a space are registers.
    private readonly Dictionary<int, Word> _words = [];
    private readonly List<Attachment> _attachments = [];
    private readonly List<Lock> _locks = [];

    public int Length => length;

    /// <summary>Adds a field; fields that share a dword are put together bit by bit.</summary>
    public RegisterFile Add(in RegisterField field)
    {
        if (field.Offset < 0 || field.Offset + field.Size > length || field.Size is not (1 or 2 or 4 or 8))
            throw new ArgumentException($"{field} does not fit into {length} bytes of registers", nameof(field));
        for (var index = 0; index < field.Size; index++)
        {
            var at = field.Offset + index;
            var shift = at % WordBytes * 8;
            var word = _words.GetValueOrDefault(at / WordBytes);
            word.Value |= (uint)(byte)(field.Value >> index * 8) << shift;
            word.Writable |= (uint)(byte)(field.Writable >> index * 8) << shift;
            word.ClearedByOne |= (uint)(byte)(field.ClearedByOne >> index * 8) << shift;
            _words[at / WordBytes] = word;
        }

        return this;
    }

    /// <summary>Adds fields whose offsets count from <paramref name="start"/>.</summary>
    public RegisterFile Add(int start, ReadOnlySpan<RegisterField> fields)
    {
        foreach (var field in fields) Add(field with { Offset = start + field.Offset });
        return this;
    }

    /// <summary>Leaves a part of the space to a block.</summary>
    public RegisterFile Attach(int offset, IRegisterBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        if (offset < 0 || offset % WordBytes != 0 || offset + block.Length > length)
            throw new ArgumentException(
                $"a block of {block.Length} bytes at 0x{offset:x} does not fit into {length} bytes of registers", nameof(offset));
        foreach (var other in _attachments)
        {
            if (offset < other.Start + other.Block.Length && other.Start < offset + block.Length)
                throw new ArgumentException($"two blocks of registers overlap at 0x{Math.Max(offset, other.Start):x}", nameof(offset));
        }

        _attachments.Add(new Attachment(offset, block));
        return this;
    }

    /// <summary>Makes a range of fields read-only, its lock too, from when bit 0 of a dword is set.</summary>
    public RegisterFile LockWith(int start, int bytes, int lockOffset)
    {
        _locks.Add(new Lock(start, bytes, lockOffset / WordBytes));
        return this;
    }

    /// <summary>Little endian; any offset, aligned or not, also outside the space.</summary>
    /// <param name="offset">From the start of the space.</param>
    /// <param name="size">1 to 8 bytes.</param>
    public ulong Read(int offset, int size)
    {
        CheckSize(size);
        var value = 0UL;
        for (var done = 0; done < size;)
        {
            var (word, shift, count) = Piece(offset, done, size);
            value |= (ulong)(ReadWord(word) >> shift & MaskOf(count)) << done * 8;
            done += count;
        }

        return value;
    }

    /// <summary>As <see cref="Read"/>; the bytes outside the access keep their values, those cleared by a written one too.</summary>
    public void Write(int offset, int size, ulong value)
    {
        CheckSize(size);
        for (var done = 0; done < size;)
        {
            var (word, shift, count) = Piece(offset, done, size);
            var written = MaskOf(count) << shift;
            WriteWord(word, (uint)(value >> done * 8) << shift & written, written);
            done += count;
        }
    }

    /// <summary>Changes bits of a field's dword as the hardware does, whoever may write them.</summary>
    public void Change(int offset, uint mask, uint bits)
    {
        if (offset < 0 || offset % WordBytes != 0 || offset > length - WordBytes)
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"no dword of {length} bytes of registers");
        var word = _words.GetValueOrDefault(offset / WordBytes);
        word.Value = word.Value & ~mask | bits & mask;
        _words[offset / WordBytes] = word;
    }

    private uint ReadWord(int offset)
    {
        if (TryFindBlock(offset, out var attachment)) return attachment.Block.Read(offset - attachment.Start);
        return _words.GetValueOrDefault(offset / WordBytes).Value;
    }

    private void WriteWord(int offset, uint value, uint written)
    {
        if (TryFindBlock(offset, out var attachment))
        {
            attachment.Block.Write(offset - attachment.Start, value, written);
            return;
        }

        if (!_words.TryGetValue(offset / WordBytes, out var word) || IsLocked(offset)) return;
        var changed = word.Writable & written;
        word.Value = (word.Value & ~changed | value & changed) & ~(value & word.ClearedByOne);
        _words[offset / WordBytes] = word;
    }

    private bool IsLocked(int offset)
    {
        foreach (var range in _locks)
            if (offset >= range.Start && offset - range.Start < range.Bytes && (_words[range.Word].Value & 1) != 0) return true;
        return false;
    }

    private bool TryFindBlock(int offset, out Attachment found)
    {
        foreach (var attachment in _attachments)
        {
            if (offset < attachment.Start || offset - attachment.Start >= attachment.Block.Length) continue;
            found = attachment;
            return true;
        }

        found = default;
        return false;
    }

    /// <summary>The dword that holds the next byte of an access, the place of that byte in it, and how many bytes it can give.</summary>
    private static (int Word, int Shift, int Count) Piece(int offset, int done, int size)
    {
        // An access at the end of all offsets leads to negative ones, where there are no registers either.
        var at = unchecked(offset + done);
        var inWord = at & WordBytes - 1;
        return (at - inWord, inWord * 8, Math.Min(WordBytes - inWord, size - done));
    }

    private static uint MaskOf(int bytes) => bytes == WordBytes ? uint.MaxValue : (1u << bytes * 8) - 1;

    private static void CheckSize(int size)
    {
        if (size is < 1 or > LargestAccess) throw new ArgumentOutOfRangeException(nameof(size), size, "a register access has 1 to 8 bytes");
    }

    private readonly record struct Attachment(int Start, IRegisterBlock Block);

    private readonly record struct Lock(int Start, int Bytes, int Word);

    private struct Word
    {
        public uint Value;
        public uint Writable;
        public uint ClearedByOne;
    }
}
