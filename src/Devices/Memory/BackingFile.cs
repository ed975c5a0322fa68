using Microsoft.Win32.SafeHandles;

namespace CxlFabricSim.Devices.Memory;

/// <summary>Opens the file behind a part of a device, or says what is wrong with it: a check and a run ask here alike.</summary>
public static class BackingFile
{
    // What a lock that another has comes back with on Linux.
    private const int ErrorWouldBlock = 11;

    /// <summary>
    /// Throws what a run would throw for this file, and neither creates nor changes anything. Only a run finds a full disk, and a
    /// file system that cannot hold such a file.
    /// </summary>
    /// <param name="path">The file, which need not exist.</param>
    /// <param name="size">Its size in bytes if it has any; null to leave that open.</param>
    /// <exception cref="BackingException">What is wrong, and what would do.</exception>
    public static void Check(string path, ulong? size)
    {
        // A shared lock keeps no other check away, and a run only for the moment.
        if (FindPlace(path)) OpenWhole(path, size, FileMode.Open, FileShare.Read).Dispose();
    }

    /// <summary>The file for this run alone, created when missing; it is empty or has the size.</summary>
    internal static SafeFileHandle Open(string path, ulong size)
    {
        FindPlace(path);
        return OpenWhole(path, size, FileMode.OpenOrCreate, FileShare.None);
    }

    /// <summary>True when something is there that can be opened as a file, false when a file can be created.</summary>
    private static bool FindPlace(string path)
    {
        switch (NativeFile.KindOf(path))
        {
            case FileKind.Folder:
                throw new BackingException($"{path} is a folder") { WouldDo = "name a file in it" };
            case FileKind.Other:
                throw new BackingException($"{path} is no plain file") { WouldDo = "name a file, or one that is not there yet" };
            case not FileKind.Missing:
                return true;
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
            throw new BackingException($"{path} cannot be created: there is no folder {folder}") { WouldDo = "create it, or name a file elsewhere" };
        return NativeFile.MayCreateIn(folder) ? false : throw Closed(path, "its folder cannot be written to");
    }

    private static SafeFileHandle OpenWhole(string path, ulong? size, FileMode mode, FileShare share)
    {
        var file = OpenLocked(path, mode, share);
        try
        {
            var found = (ulong)RandomAccess.GetLength(file);
            if (found != 0 && size is { } needed && found != needed)
            {
                throw new BackingException($"{path} is {found} bytes, the device needs {needed}")
                {
                    WouldDo = "delete it or make the sizes agree",
                };
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static SafeFileHandle OpenLocked(string path, FileMode mode, FileShare share)
    {
        try
        {
            return File.OpenHandle(path, mode, FileAccess.ReadWrite, share);
        }
        catch (IOException problem) when (problem.HResult == ErrorWouldBlock)
        {
            throw new BackingException($"{path} is in use by another run", problem) { WouldDo = "wait for it, or name another file" };
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw Closed(path, problem.Message, problem);
        }
    }

    private static BackingException Closed(string path, string why, Exception? problem = null) =>
        new BackingException($"{path} cannot be opened for reading and writing: {why}", problem!)
        {
            WouldDo = "make it writable, or name a file elsewhere",
        };
}
