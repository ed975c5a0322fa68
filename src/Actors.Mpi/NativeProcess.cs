using System.Runtime.InteropServices;

namespace CxlFabricSim.Actors.Mpi;

/// <summary>Calls of the C library about this process.</summary>
internal static partial class NativeProcess
{
    private const int SetParentDeathSignal = 1;
    private const int SetTimerSlack = 29;
    private const nuint Kill = 9;
    private const int User1 = 10;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const uint ClosedAfterWriting = 8;

    /// <summary>Ends this process with the one that started it: a node does not outlive its mpirun, however that ends.</summary>
    public static void DieWithParent() => _ = Prctl(SetParentDeathSignal, Kill, 0, 0, 0);

    /// <summary>Naps of this thread, and of those that it starts, end when they should: the system would add 50 us otherwise.</summary>
    public static void WakeOnTime() => _ = Prctl(SetTimerSlack, 1, 0, 0, 0);

    /// <summary>Ends a process that does not end by itself.</summary>
    public static void End(int process) => _ = SendSignal(process, (int)Kill);

    /// <summary>Gives the processor to whoever else wants it.</summary>
    public static void Yield() => _ = SchedYield();

    public static void SleepMicroseconds(uint microseconds) => _ = Usleep(microseconds);

    /// <summary>Sends mpirun the signal that it passes on to its nodes and does not take for itself.</summary>
    public static void AskForEnd(int process) => _ = SendSignal(process, User1);

    /// <summary>Has the system note, in order, which files of a folder are closed that were open for writing; negative when it cannot.</summary>
    public static int WatchForClosing(string folder)
    {
        var events = InotifyInit(NonBlocking | CloseOnExec);
        if (events >= 0) _ = InotifyAddWatch(events, folder, ClosedAfterWriting);
        return events;
    }

    /// <summary>What is there to read, without waiting for it; negative for nothing.</summary>
    public static int Read(int file, Span<byte> bytes) => (int)Read(file, bytes, (nuint)bytes.Length);

    public static void Close(int file) => _ = CloseFile(file);

    [LibraryImport("libc", EntryPoint = "inotify_init1")]
    private static partial int InotifyInit(int flags);

    [LibraryImport("libc", EntryPoint = "inotify_add_watch", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int InotifyAddWatch(int events, string path, uint mask);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int file, Span<byte> bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseFile(int file);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Prctl(int option, nuint first, nuint second, nuint third, nuint fourth);

    [LibraryImport("libc", EntryPoint = "sched_yield")]
    private static partial int SchedYield();

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int Usleep(uint microseconds);
}
