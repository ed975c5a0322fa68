using System.Runtime.InteropServices;

namespace CxlFabricSim.Actors.Mpi;

/// <summary>Calls of the C library about this process.</summary>
internal static partial class NativeProcess
{
    private const int SetParentDeathSignal = 1;
    private const int SetTimerSlack = 29;
    private const nuint Kill = 9;
    private const int User1 = 10;

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

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Prctl(int option, nuint first, nuint second, nuint third, nuint fourth);

    [LibraryImport("libc", EntryPoint = "sched_yield")]
    private static partial int SchedYield();

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int Usleep(uint microseconds);
}
