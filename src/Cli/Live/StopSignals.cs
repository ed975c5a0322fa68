using System.Runtime.InteropServices;

namespace CxlFabricSim.Cli.Live;

/// <summary>
/// While it lives, the first Ctrl-C (SIGINT) or SIGTERM asks for an end with the results so far, and the second ends the process
/// as if nobody had listened.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private const int InterruptNumber = 2;
    private const int TerminateNumber = 15;

    private readonly Action _end;
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private int _received;

    /// <param name="end">Asks for the end; called on a thread of the system's.</param>
    public StopSignals(Action end)
    {
        _end = end;
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Take(context, InterruptNumber));
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Take(context, TerminateNumber));
    }

    /// <summary>The number of the first signal; 0 while none has come.</summary>
    public int Received => Volatile.Read(ref _received);

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }

    private void Take(PosixSignalContext context, int number)
    {
        context.Cancel = Interlocked.CompareExchange(ref _received, number, 0) == 0;
        if (context.Cancel) _end();
    }
}
