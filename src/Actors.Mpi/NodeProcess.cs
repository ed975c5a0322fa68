using System.Globalization;

namespace CxlFabricSim.Actors.Mpi;

/// <summary>The process behind a node, as far as it can be seen from here.</summary>
/// <param name="Node">The node's number.</param>
/// <param name="Id">The number of its process.</param>
/// <param name="Machine">The name of its machine.</param>
internal sealed record NodeProcess(int Node, int Id, string Machine)
{
    /// <summary>What is told of one that is over.</summary>
    public const string Ended = "has ended";

    private const char Stopped = 'T';
    private const char Zombie = 'Z';

    // Of what stands behind the command's name.
    private const int ThreadsAt = 17;

    public override string ToString() => $"node-{Node} (process {Id} on {Machine})";

    /// <summary>True when it is known to be over: only of a process on this machine.</summary>
    public bool HasEnded => Machine == Environment.MachineName && IsOver(Stat());

    /// <summary>True when it is known to be held by a signal or a debugger.</summary>
    public bool IsStopped => Machine == Environment.MachineName && Stat() is { } stat && Fields(stat) is [[Stopped or 't'], ..];

    /// <summary>By what stands in its file (proc_pid_stat(5)): null for none.</summary>
    /// <remarks>A process whose first thread is over shows as a zombie while others still close its files.</remarks>
    public static bool IsOver(string? stat) =>
        stat is null || Fields(stat) is [['X'], ..] || (Fields(stat) is [[Zombie], ..] fields && int.Parse(fields[ThreadsAt], CultureInfo.InvariantCulture) <= 1);

    /// <summary>Ends it where it can be reached from here; true when it is over.</summary>
    public bool End()
    {
        if (Machine != Environment.MachineName) return false;
        if (!HasEnded) NativeProcess.End(Id);
        return true;
    }

    // From the state on: the command's name before it may hold blanks and brackets itself.
    private static string[] Fields(string stat) => stat[(stat.LastIndexOf(')') + 2)..].Split(' ');

    private string? Stat()
    {
        try
        {
            return File.ReadAllText($"/proc/{Id}/stat");
        }
        catch (IOException)
        {
            return null;
        }
    }
}
