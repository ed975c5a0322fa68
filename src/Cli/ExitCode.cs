namespace CxlFabricSim.Cli;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The run or replay went through, and something did not hold.</summary>
    public const int Failed = 1;

    /// <summary>The user can mend it: a wrong option, a mistake in a file.</summary>
    public const int UserMistake = 2;

    /// <summary>What shells report of a process that a signal ended: this plus the signal's number.</summary>
    public const int Signalled = 128;

    /// <summary>A node of several ended or stopped to answer (EX_UNAVAILABLE of sysexits.h).</summary>
    public const int NodeLost = 69;

    /// <summary>A bug of the program (EX_SOFTWARE of sysexits.h).</summary>
    public const int InternalError = 70;
}
