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

    public override string ToString() => $"node-{Node} (process {Id} on {Machine})";

    /// <summary>True when it is known to be over: only of a process on this machine.</summary>
    public bool HasEnded => Machine == Environment.MachineName && State() is null or 'Z' or 'X';

    /// <summary>True when it is known to be held by a signal or a debugger.</summary>
    public bool IsStopped => Machine == Environment.MachineName && State() is Stopped or 't';

    /// <summary>Ends it where it can be reached from here; true when it is over.</summary>
    public bool End()
    {
        if (Machine != Environment.MachineName) return false;
        if (!HasEnded) NativeProcess.End(Id);
        return true;
    }

    // The state stands behind the command's name, which may hold blanks and brackets itself (proc_pid_stat(5)).
    private char? State()
    {
        try
        {
            var text = File.ReadAllText($"/proc/{Id}/stat");
            return text[text.LastIndexOf(')') + 2];
        }
        catch (IOException)
        {
            return null;
        }
    }
}
