using System.Diagnostics;
using System.Globalization;

namespace CxlFabricSim.EndToEnd.Tests.Nodes;

/// <summary>A run over several processes, and those processes.</summary>
internal sealed class NodesJob : IDisposable
{
    private readonly Process _starter;
    private readonly List<string> _seen = [];

    public NodesJob(string folder, params string[] arguments)
        : this(folder, new Dictionary<string, string>(), arguments)
    {
    }

    public NodesJob(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        _starter = ChildProcess.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "cxlsim.dll"), .. arguments], folder, environment);
    }

    /// <summary>The processes by node, once the run has begun.</summary>
    public int[] AwaitBegin(int nodes, string told = " and meet every ")
    {
        while (_starter.StandardError.ReadLine() is { } line)
        {
            _seen.Add(line);
            if (line.Contains(told, StringComparison.Ordinal)) return [.. Enumerable.Range(0, nodes).Select(ProcessOf)];
        }

        throw new InvalidOperationException($"the run did not begin: {string.Join('\n', _seen)}");
    }

    public static void Signal(int process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public void SignalStarter(string signal) => Signal(_starter.Id, signal);

    public Outcome Finish() => ChildProcess.Finish(_starter);

    /// <summary>Whether a process is over, within some seconds: mpirun takes a moment to see it.</summary>
    public static bool IsOver(int process) => SpinWait.SpinUntil(() => !File.Exists($"/proc/{process}/stat") || File.ReadAllText($"/proc/{process}/stat").Contains(") Z "), TimeSpan.FromSeconds(20));

    public void Dispose()
    {
        if (!_starter.HasExited) _starter.Kill(entireProcessTree: true);
        _starter.Dispose();
    }

    private int ProcessOf(int node)
    {
        // Hydra has a process of its own between mpirun and the nodes.
        var mpirun = ChildrenOf(_starter.Id).Single();
        return ChildrenOf(mpirun).Concat(ChildrenOf(mpirun).SelectMany(ChildrenOf)).Single(process => IsNode(process, node));
    }

    private static bool IsNode(int process, int node) => File.ReadAllText($"/proc/{process}/environ").Split('\0')
        .Any(variable => variable == $"OMPI_COMM_WORLD_RANK={node}" || variable == $"PMI_RANK={node}");

    // Any thread of the parent may have started them.
    private static IEnumerable<int> ChildrenOf(int process) => Directory.GetDirectories($"/proc/{process}/task")
        .SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(text => int.Parse(text, CultureInfo.InvariantCulture));
}
