using System.Runtime.InteropServices;

namespace CxlFabricSim.Cli.Live;

/// <summary>
/// While it lives, the first Ctrl-C (SIGINT) or SIGTERM asks for an end with the results so far, and the second ends the process
/// as if nobody had listened. A node of a run is asked by SIGUSR1 as well, which mpirun passes on.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private const int InterruptNumber = 2;
    private const int TerminateNumber = 15;
    private const int User1Number = 10;

    private readonly Action _end;
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private readonly PosixSignalRegistration? _user1;
    private int _received;

    /// <param name="end">Asks for the end; called on a thread of the system's.</param>
    /// <param name="isNode">Whether this is one of several processes that share a run.</param>
    public StopSignals(Action end, bool isNode = false)
    {
        _end = end;
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Take(context, InterruptNumber));
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Take(context, TerminateNumber));
        if (isNode) _user1 = PosixSignalRegistration.Create((PosixSignal)User1Number, context => Take(context, User1Number));
    }

    /// <summary>The number of the first signal; 0 while none has come.</summary>
    public int Received => Volatile.Read(ref _received);

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _user1?.Dispose();
    }

    private void Take(PosixSignalContext context, int number)
    {
        context.Cancel = Interlocked.CompareExchange(ref _received, number, 0) == 0;
        if (context.Cancel) _end();
    }
}
