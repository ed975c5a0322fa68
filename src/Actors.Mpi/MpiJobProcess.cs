using System.ComponentModel;
using System.Diagnostics;
using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Actors.Mpi;

/// <summary>
/// A job that this process has started. It has a session of its own, so that a terminal's Ctrl-C reaches it through here alone, and it
/// ends with this process.
/// </summary>
public sealed class MpiJobProcess : IDisposable
{
    // A generation of some 2 MB, the default where a processor hides its caches, has the collector run all the time.
    private const string GenerationVariable = "DOTNET_GCgen0size";
    private const string GenerationBytes = "0x4000000";

    private readonly Process _process;
    private readonly LifeSigns? _signs;

    private MpiJobProcess(Process process, LifeSigns? signs) => (_process, _signs) = (process, signs);

    /// <param name="nodes">How many.</param>
    /// <param name="command">What each of them runs.</param>
    /// <param name="environment">Variables of the nodes beside those of this process.</param>
    public static MpiJobProcess Start(int nodes, IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment)
    {
        RequireStarter();
        var isOpenMpi = IsStarterOpenMpi();
        var arguments = MpiJob.Arguments(nodes, Environment.IsPrivilegedProcess, isOpenMpi, command);
        // The job ends with the thread that starts it: that of the command's beginning.
        var start = new ProcessStartInfo("setsid", ["setpriv", "--pdeathsig", "TERM", MpiJob.Starter, .. arguments]) { UseShellExecute = false };
        start.Environment.TryAdd(GenerationVariable, GenerationBytes);
        // What was said beside the rounds and came too late to be read is nothing to warn of.
        start.Environment.TryAdd("UCX_LOG_LEVEL", "error");
        foreach (var (name, value) in environment) start.Environment[name] = value;
        // With Open MPI those that are left tell for themselves.
        var signs = isOpenMpi ? null : new LifeSigns();
        if (signs is not null) start.Environment[LifeSigns.Variable] = signs.Folder;
        try
        {
            return new MpiJobProcess(Process.Start(start)!, signs);
        }
        catch (Win32Exception exception)
        {
            signs?.Dispose();
            throw new MpiMissingException($"{MpiJob.Starter} cannot be started by setsid and setpriv of util-linux: {exception.Message}");
        }
    }

    /// <summary>Asks the nodes to end with the results so far; for any thread.</summary>
    public void AskForEnd()
    {
        if (!_process.HasExited) NativeProcess.AskForEnd(_process.Id);
    }

    /// <summary>The exit code of mpirun.</summary>
    public int WaitForEnd()
    {
        _process.WaitForExit();
        return _process.ExitCode;
    }

    /// <summary>Once all nodes are gone: which of them was lost first; null where the nodes tell that themselves, or none was.</summary>
    public NodeLostException? FirstLost() => _signs?.FirstLost();

    /// <summary>What a node has handed over last; null for nothing.</summary>
    public byte[]? HandedBy(int node) => _signs?.HandedBy(node);

    public void Dispose()
    {
        _process.Dispose();
        _signs?.Dispose();
    }

    private static bool IsStarterOpenMpi()
    {
        using var asked = Process.Start(new ProcessStartInfo(MpiJob.Starter, ["--version"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var words = asked.StandardOutput.ReadToEnd();
        asked.WaitForExit();
        return !words.Contains("HYDRA", StringComparison.OrdinalIgnoreCase);
    }

    private static void RequireStarter()
    {
        if (File.Exists(MpiJob.Starter)) return;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, MpiJob.Starter)))) throw new MpiMissingException($"there is no {MpiJob.Starter} in PATH");
    }
}
