using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CxlFabricSim.EndToEnd.Tests;

namespace CxlFabricSim.Actors.Akka.Tests.Clusters;

/// <summary>A command that is part of a cluster, while it runs.</summary>
internal sealed class ClusterJob : IDisposable
{
    private readonly Process _command;
    private readonly List<string> _seen = [];

    public ClusterJob(string folder, params string[] arguments) =>
        _command = ChildProcess.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "cxlsim.dll"), .. arguments], folder, new Dictionary<string, string>());

    /// <summary>A port of the loopback that nobody has.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Reads the error output as far as a line with these words.</summary>
    public void Await(string words)
    {
        while (_command.StandardError.ReadLine() is { } line)
        {
            _seen.Add(line);
            if (line.Contains(words, StringComparison.Ordinal)) return;
        }

        throw new InvalidOperationException($"\"{words}\" did not come: {string.Join('\n', _seen)}");
    }

    /// <summary>The members that the command has started, in the order in which it did.</summary>
    public int[] Members() =>
    [
        .. Directory.GetDirectories($"/proc/{_command.Id}/task")
            .SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(text => int.Parse(text, CultureInfo.InvariantCulture)).Order(),
    ];

    public static void Signal(int process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public void Signal(string signal) => Signal(_command.Id, signal);

    public Outcome Finish() => ChildProcess.Finish(_command);

    public static bool IsOver(int process) =>
        SpinWait.SpinUntil(() => !File.Exists($"/proc/{process}/stat") || File.ReadAllText($"/proc/{process}/stat").Contains(") Z "), TimeSpan.FromSeconds(30));

    public void Dispose()
    {
        if (!_command.HasExited) _command.Kill(entireProcessTree: true);
        _command.Dispose();
    }
}
