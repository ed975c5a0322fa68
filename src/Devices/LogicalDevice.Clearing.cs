using CxlFabricSim.Devices.Capacity;
using CxlFabricSim.Devices.Memory;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices;

/// <content>What commands and resets do to memory, and whether the host may access it.</content>
public sealed partial class LogicalDevice
{
    private const ulong PageBytes = 4096;

    /// <summary>
    /// A reset by the host. The extents that it accepted stay its own, and so does what they hold: a dynamic capacity device has
    /// other hosts and does not lose its power with this one.
    /// </summary>
    public void Reset(ResetKind kind, SimTime now)
    {
        // What was due before the reset has happened.
        Commands.Background.Advance(now);
        Events.Reset();
        Media.Reset();

        // Error registers are sticky; QEMU sets all component registers anew.
        if (kind == ResetKind.Cold || _profile.Mailbox.MostIsKeptAtAnyReset) Ras.Reset();
        Mailbox.Reset(kind);
        AccessChanged();
        Decoders.Reset(_profile.MappingsOutliveReset ? StaticBytes : 0);
    }

    /// <summary>To be called when the media were disabled or enabled, the persistent memory locked or unlocked, or the capacity divided anew.</summary>
    internal void AccessChanged()
    {
        if (Decoders.IsSuspended != Mailbox.IsMediaClosed) Decoders.IsSuspended = Mailbox.IsMediaClosed;
        var end = Mailbox.Security.IsLocked ? VolatileBytes : StaticBytes;
        _openVolatileSize = Math.Min(end, _volatileSize);
        _openPersistentSize = end - _openVolatileSize;
    }

    /// <summary>Whether the host may change a range of DPAs: inside the device, and accepted where it is dynamic.</summary>
    internal bool IsReachable(ulong start, ulong length)
    {
        if (start > CapacityBytes || length > CapacityBytes - start) return false;
        var dynamicStart = Math.Max(start, _dynamicBase);
        if (start + length <= dynamicStart) return true;
        var first = (dynamicStart - _dynamicBase) / DynamicRegions.BlockBytes;
        var last = (start + length - 1 - _dynamicBase) / DynamicRegions.BlockBytes;
        return _accepted.ContainsAll(first, last - first + 1);
    }

    /// <summary>Clears the dynamic capacity that the host has accepted; it stays its own. What it shares is not its alone to destroy.</summary>
    internal void ClearAcceptedCapacity()
    {
        foreach (var extent in Extents.Accepted.Where(extent => extent.SharedSequence == 0)) Fill(extent.Start.Value, extent.Length, 0);
    }

    /// <summary>Fills a range of DPAs with a byte; with zero the memory goes back to the system. Its poison ends.</summary>
    internal void Fill(ulong start, ulong length, byte value)
    {
        FillPart(_volatile, _volatileStart, 0, _volatileSize, start, length, value);
        FillPart(_persistent, _persistentStart, _volatileSize, _persistentSize, start, length, value);
        FillPart(_dynamic, 0, _dynamicBase, _dynamicSize, start, length, value);
        if (length > 0) Media.Forget(new Dpa(start), length);
    }

    /// <summary>Fills what a range has in common with one part of the device.</summary>
    private void FillPart(MemoryBackend? backend, ulong backendStart, ulong partStart, ulong partSize, ulong start, ulong length, byte value)
    {
        var from = Math.Max(start, partStart);
        var end = Math.Min(start + length, partStart + partSize);
        if (backend is null || from >= end) return;
        from = backendStart + (from - partStart);
        end = backendStart + (end - partStart);
        if (value == 0)
        {
            var firstPage = Math.Min((from + PageBytes - 1) & ~(PageBytes - 1), end);
            var endPage = Math.Max(end & ~(PageBytes - 1), firstPage);
            FillWritten(backend, from, firstPage, 0);
            if (endPage > firstPage) backend.Release(firstPage, endPage - firstPage);
            FillWritten(backend, endPage, end, 0);
            return;
        }

        for (var next = from; next < end; next = NextBlock(next, end))
        {
            if (backend.MarkWritten(next)) FillWritten(backend, next, NextBlock(next, end), value);
            else MediaErrors++;
        }
    }

    /// <summary>Fills bytes of one block, if it is there: one that was never written is zero already.</summary>
    private static void FillWritten(MemoryBackend backend, ulong from, ulong end, byte value)
    {
        if (from < end && backend.IsWritten(from)) backend.Slice(from, (int)(end - from)).Fill(value);
    }

    private static ulong NextBlock(ulong offset, ulong end) =>
        Math.Min((offset & ~(MemoryBackend.BlockBytes - 1)) + MemoryBackend.BlockBytes, end);

    /// <summary>Whether an access failed because the media are disabled or locked; asked only when it failed.</summary>
    private bool IsKeptFromAccess(CompletionStatus status) => status switch
    {
        CompletionStatus.NotDecoded => Decoders.IsSuspended,
        CompletionStatus.OutsideDevice => Mailbox.Security.IsLocked,
        _ => false,
    };
}
