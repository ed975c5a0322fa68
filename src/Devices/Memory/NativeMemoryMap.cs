using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CxlFabricSim.Devices.Memory;

/// <summary>One mapping of the operating system, unmapped when disposed or forgotten. Linux only, as its calls are.</summary>
internal sealed unsafe partial class NativeMemoryMap : SafeHandleZeroOrMinusOneIsInvalid
{
    // Values of Linux on x86-64 and arm64.
    private const int ProtectReadWrite = 3;
    private const int MapShared = 0x01;
    private const int MapPrivate = 0x02;
    private const int MapAnonymous = 0x20;
    private const int MapNoReserve = 0x4000;
    private const int AdviseDontNeed = 4;
    private const int AdviseHugePage = 14;
    private const int FallocateKeepSize = 1;
    private const int FallocatePunchHole = 2;
    private const int SeekData = 3;
    private const int SeekHole = 4;
    private const int ErrorNoSuchAddress = 6;

    private readonly nuint _bytes;

    private NativeMemoryMap(nint address, nuint bytes)
        : base(ownsHandle: true)
    {
        _bytes = bytes;
        SetHandle(address);
    }

    /// <summary>The first byte; the owner of the map keeps it and drops it with the map.</summary>
    public byte* Start => (byte*)handle;

    public static NativeMemoryMap OfAnonymous(ulong bytes, bool hugePages)
    {
        var map = Create(bytes, MapPrivate | MapAnonymous | MapNoReserve, -1, "anonymous memory");

        // Advice: where huge pages are switched off the mapping works all the same.
        if (hugePages) _ = MemoryAdvise(map.Start, (nuint)bytes, AdviseHugePage);
        return map;
    }

    public static NativeMemoryMap OfFile(SafeFileHandle file, ulong bytes, string path) =>
        Create(bytes, MapShared | MapNoReserve, (int)file.DangerousGetHandle(), path);

    /// <summary>Gives back pages of an anonymous map: they read as zero afterwards. Useless on a shared map, where old bytes stay.</summary>
    public bool DropPages(ulong offset, ulong length) => MemoryAdvise(Start + offset, (nuint)length, AdviseDontNeed) == 0;

    public static bool TryReserve(SafeFileHandle file, ulong offset, ulong length) =>
        FileAllocate((int)file.DangerousGetHandle(), FallocateKeepSize, (long)offset, (long)length) == 0;

    public static bool TryPunchHole(SafeFileHandle file, ulong offset, ulong length) =>
        FileAllocate((int)file.DangerousGetHandle(), FallocateKeepSize | FallocatePunchHole, (long)offset, (long)length) == 0;

    /// <summary>The next stretch of a sparse file that holds data; false when there is none. A file system without holes is all data.</summary>
    public static bool TryNextData(SafeFileHandle file, ulong from, ulong size, out ulong start, out ulong end)
    {
        var descriptor = (int)file.DangerousGetHandle();
        start = from;
        end = size;
        if (from >= size) return false;
        var data = Seek(descriptor, (long)from, SeekData);
        if (data < 0) return Marshal.GetLastPInvokeError() != ErrorNoSuchAddress;
        start = (ulong)data;
        var hole = Seek(descriptor, data, SeekHole);
        if (hole > data) end = (ulong)hole;
        return true;
    }

    protected override bool ReleaseHandle() => MemoryUnmap((byte*)handle, _bytes) == 0;

    private static NativeMemoryMap Create(ulong bytes, int flags, int descriptor, string what)
    {
        var address = MemoryMap(null, (nuint)bytes, ProtectReadWrite, flags, descriptor, 0);
        if ((nint)address != -1) return new NativeMemoryMap((nint)address, (nuint)bytes);
        var error = Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());
        throw new BackingException($"{what}: {bytes} bytes cannot be mapped: {error}");
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial void* MemoryMap(void* address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int MemoryUnmap(void* address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    private static partial int MemoryAdvise(void* address, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int FileAllocate(int descriptor, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long Seek(int descriptor, long offset, int whence);
}
