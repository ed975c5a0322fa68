using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace CxlFabricSim.Devices.Memory;

/// <summary>What .NET does not tell of a path without opening it. Linux only, as its calls are.</summary>
internal static unsafe partial class NativeFile
{
    // Values of Linux; struct statx is the same on all machines.
    private const int CurrentFolder = -100;
    private const uint AskForType = 1;
    private const int StatxBytes = 256;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int TypeFolder = 0x4000;
    private const int TypeFile = 0x8000;
    private const int MayWriteAndEnter = 2 | 1;
    private const int ErrorNoEntry = 2;
    private const int ErrorNotAFolder = 20;

    public static FileKind KindOf(string path)
    {
        Span<byte> answer = stackalloc byte[StatxBytes];
        fixed (byte* start = answer)
        {
            if (Statx(CurrentFolder, path, 0, AskForType, start) != 0)
                return Marshal.GetLastPInvokeError() is ErrorNoEntry or ErrorNotAFolder ? FileKind.Missing : FileKind.Unknown;
        }

        return (BinaryPrimitives.ReadUInt16LittleEndian(answer[ModeOffset..]) & TypeMask) switch
        {
            TypeFile => FileKind.File,
            TypeFolder => FileKind.Folder,
            _ => FileKind.Other,
        };
    }

    /// <summary>Whether this user may create files there; false on a file system that is read-only.</summary>
    public static bool MayCreateIn(string folder) => Access(folder, MayWriteAndEnter) == 0;

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, byte* answer);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
