using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CxlFabricSim.Actors.Storage;
using CxlFabricSim.Devices.Capacity;
using CxlFabricSim.Devices.Memory;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices;

/// <content>Loads and stores: decode, partition, ownership, copy. The first of the two is the hottest code of a device.</content>
public sealed partial class LogicalDevice
{
    private const ulong LineMask = ~((ulong)Sizes.Line - 1);

    private static readonly byte[] ZeroLine = new byte[Sizes.Line];
    private static readonly byte[] OnesLine = [.. Enumerable.Repeat((byte)0xFF, Sizes.Line)];

    private readonly MemoryBackend? _volatile;
    private readonly MemoryBackend? _persistent;
    private readonly MemoryBackend? _dynamic;
    private readonly ulong _dynamicBase;
    private readonly ulong _dynamicSize;
    private readonly BlockBitmap _accepted;

    // How much of the two static parts can be accessed: all of it, but for what a lock keeps.
    private ulong _openVolatileSize;
    private ulong _openPersistentSize;

    /// <summary>Requests taken, also those that failed.</summary>
    public long Reads;

    /// <summary>Requests taken, also those that failed.</summary>
    public long Writes;

    public long NotDecoded;
    public long CapacityNotOwned;
    public long OutsideDevice;
    public long MediaErrors;

    /// <summary>Reads of poisoned lines.</summary>
    public long PoisonedReads;

    /// <summary>Which line of the device's media the last load or store was to: what the timing of the media goes by.</summary>
    internal ulong LastLine;

    // False while there is no poison, or none that loads and stores see: all that they pay for it.
    private bool _hasPoison;

    /// <summary>Reads the line that holds an address. The line is always filled: with what the profile says when there is no memory.</summary>
    public CompletionStatus Read(ulong hpa, ref byte line)
    {
        CopyLine(ref FindForRead(hpa, out var status), ref line);
        return status;
    }

    /// <summary>
    /// Where to read the line that holds an address: in place, for whoever copies it on at once. When there is no memory, a line
    /// of what the profile says.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref byte FindForRead(ulong hpa, out CompletionStatus status)
    {
        Reads++;
        status = Locate(hpa & LineMask, Sizes.Line, out var backend, out var offset);
        if (status == CompletionStatus.Success && !_hasPoison) return ref LineOf(backend!, offset);
        return ref FindUnusual(hpa, backend, offset, ref status);
    }

    /// <summary>Writes the line that holds an address; nothing changes on any status but success.</summary>
    public CompletionStatus Write(ulong hpa, ref byte line)
    {
        Writes++;
        var status = Locate(hpa & LineMask, Sizes.Line, out var backend, out var offset);
        if (status == CompletionStatus.Success)
        {
            if (backend!.MarkWritten(offset))
            {
                CopyLine(ref line, ref backend.LineAt(offset));
                if (_hasPoison) ClearPoison(hpa & LineMask, Sizes.Line);
                return CompletionStatus.Success;
            }

            status = CompletionStatus.MediaError;
        }

        return Fail(status);
    }

    /// <summary>Adds a line to what is to be fetched into the processor's cache, ahead of its read or write, and says which one of the media it is.</summary>
    public bool TryPrefetch(ulong hpa, PrefetchList list, out ulong line)
    {
        var last = LastLine;
        var status = Locate(hpa & LineMask, Sizes.Line, out var backend, out var offset);
        (line, LastLine) = (LastLine, last);
        if (status == CompletionStatus.Success) backend!.Prefetch(offset, list);
        return status == CompletionStatus.Success;
    }

    /// <summary>What every access looks at, and how many of the processor's cache lines of it.</summary>
    internal IEnumerable<(object Object, int Lines)> HotState() =>
        [(this, 4), (Decoders, 3), (_accepted, 1), .. _dynamic is null ? [] : new[] { ((object)_dynamic, 2) }];

    /// <summary>
    /// Reads bytes that stand one after the other in DPA space from where the first decodes to: an access across a granule is for
    /// the caller to split, or not to.
    /// </summary>
    public CompletionStatus ReadBytes(ulong hpa, Span<byte> destination)
    {
        Reads++;
        var status = Locate(hpa, destination.Length, out var backend, out var offset);
        if (status == CompletionStatus.Success && IsPoisoned(hpa, destination.Length)) status = CompletionStatus.Poisoned;
        if (status == CompletionStatus.Success)
        {
            backend!.Slice(offset, destination.Length).CopyTo(destination);
            return status;
        }

        destination.Fill(FailedByte);
        return FailedReadStatus(Fail(status));
    }

    /// <summary>Writes bytes from where the first decodes to; see <see cref="ReadBytes"/>.</summary>
    public CompletionStatus WriteBytes(ulong hpa, ReadOnlySpan<byte> source)
    {
        Writes++;
        var status = Locate(hpa, source.Length, out var backend, out var offset);
        if (status != CompletionStatus.Success) return Fail(status);
        if (!backend!.MarkWritten(offset) || !backend.MarkWritten(offset + (ulong)source.Length - 1))
            return Fail(CompletionStatus.MediaError);
        source.CopyTo(backend.Slice(offset, source.Length));
        if (_hasPoison) ClearPoison(hpa, source.Length);
        return CompletionStatus.Success;
    }

    /// <summary>The memory behind a DPA, whether or not the host may access it.</summary>
    internal (MemoryBackend Backend, ulong Offset) BackingOf(Dpa dpa)
    {
        var offset = dpa.Value - _dynamicBase;
        if (offset < _dynamicSize) return (_dynamic!, offset);
        if (dpa.Value < _volatileSize) return (_volatile!, _volatileStart + dpa.Value);
        var inPersistent = dpa.Value - _volatileSize;
        if (inPersistent < _persistentSize) return (_persistent!, _persistentStart + inPersistent);
        throw new ArgumentOutOfRangeException(nameof(dpa), $"{dpa} is beyond the capacity of logical device {Id}");
    }

    /// <summary>Writes a line for the device's own sake; one that this host does not own is left alone. False when the medium has no room.</summary>
    internal bool TryOverwrite(Dpa dpa, ReadOnlySpan<byte> line)
    {
        var dynamicOffset = dpa.Value - _dynamicBase;
        var isUnowned = dynamicOffset < _dynamicSize && !_accepted.Contains(dynamicOffset / DynamicRegions.BlockBytes);
        if (isUnowned && !_profile.Poison.RangesNotChecked) return true;

        // Byte by byte: where ranges are not checked, a line may lie across the end of a partition.
        for (var index = 0; index < line.Length; index++)
        {
            var (backend, offset) = BackingOf(dpa + (ulong)index);
            if (!backend.MarkWritten(offset)) return false;
            backend.Slice(offset, 1)[0] = line[index];
        }

        return true;
    }

    internal void SetPoisoned(bool hasPoison) => _hasPoison = hasPoison;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private CompletionStatus Locate(ulong hpa, int length, out MemoryBackend? backend, out ulong offset)
    {
        if (!Decoders.TryTranslate(hpa, out var dpa))
        {
            backend = null;
            offset = 0;
            return CompletionStatus.NotDecoded;
        }

        LastLine = dpa / Sizes.Line;
        offset = dpa - _dynamicBase;
        if (offset >= _dynamicSize) return LocateStatic(dpa, length, out backend, out offset);
        backend = _dynamic;
        var last = offset + (ulong)(length - 1);
        if (last >= _dynamicSize) return CompletionStatus.OutsideDevice;

        // A line lies in one block; only the odd byte-wise access asks for a second one.
        var isOwned = _accepted.Contains(offset / DynamicRegions.BlockBytes)
            && (length == Sizes.Line || _accepted.Contains(last / DynamicRegions.BlockBytes));
        return isOwned ? CompletionStatus.Success : CompletionStatus.CapacityNotOwned;
    }

    private CompletionStatus LocateStatic(ulong dpa, int length, out MemoryBackend? backend, out ulong offset)
    {
        if (dpa < _openVolatileSize && (ulong)length <= _openVolatileSize - dpa)
        {
            backend = _volatile;
            offset = _volatileStart + dpa;
            return CompletionStatus.Success;
        }

        backend = _persistent;
        var inPersistent = dpa - _volatileSize;
        offset = _persistentStart + inPersistent;
        return inPersistent < _openPersistentSize && (ulong)length <= _openPersistentSize - inPersistent
            ? CompletionStatus.Success
            : CompletionStatus.OutsideDevice;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref byte LineOf(MemoryBackend backend, ulong offset) =>
        ref backend.IsWritten(offset) ? ref backend.LineAt(offset) : ref MemoryMarshal.GetArrayDataReference(ZeroLine);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref byte FindUnusual(ulong hpa, MemoryBackend? backend, ulong offset, scoped ref CompletionStatus status)
    {
        if (status == CompletionStatus.Success)
        {
            if (!IsPoisoned(hpa & LineMask, Sizes.Line)) return ref LineOf(backend!, offset);
            status = CompletionStatus.Poisoned;
        }

        status = FailedReadStatus(Fail(status));
        return ref MemoryMarshal.GetArrayDataReference(_profile.FailedReadsAreZero ? ZeroLine : OnesLine);
    }

    private bool IsPoisoned(ulong hpa, int length) =>
        _hasPoison && Decoders.TryTranslate(hpa, out var dpa) && Media.Poison.IsPoisoned(new Dpa(dpa), length);

    /// <summary>New data for a whole line ends its poison, as Clear Poison does (CXL 3.x, "Clear Poison"); for a part of it, it does not.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ClearPoison(ulong hpa, int length)
    {
        if (!Decoders.TryTranslate(hpa, out var dpa)) return;
        var first = (dpa + Sizes.Line - 1) & LineMask;
        var end = (dpa + (ulong)length) & LineMask;
        if (first < end) Media.Forget(new Dpa(first), end - first);
    }

    /// <summary>A copy of one line, in as few moves as the processor has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyLine(ref byte source, ref byte destination) =>
        Unsafe.WriteUnaligned(ref destination, Unsafe.ReadUnaligned<Line>(ref source));

    private byte FailedByte => _profile.FailedReadsAreZero ? (byte)0x00 : (byte)0xFF;

    private CompletionStatus FailedReadStatus(CompletionStatus status) =>
        Decoders.PoisonsOnDecodeError && !_profile.FailedReadsAreZero ? CompletionStatus.Poisoned : status;

    private CompletionStatus Fail(CompletionStatus status)
    {
        if (IsKeptFromAccess(status)) status = CompletionStatus.MediaError;
        switch (status)
        {
            case CompletionStatus.NotDecoded: NotDecoded++; break;
            case CompletionStatus.CapacityNotOwned: CapacityNotOwned++; break;
            case CompletionStatus.OutsideDevice: OutsideDevice++; break;
            case CompletionStatus.Poisoned: PoisonedReads++; break;
            default: MediaErrors++; break;
        }

        return status;
    }

    [InlineArray(Sizes.Line / sizeof(ulong))]
    private struct Line
    {
        private ulong _word;
    }
}
