using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CxlFabricSim.Cli.Live;

namespace CxlFabricSim.Cli.Nodes;

/// <summary>A cluster of processes on this machine: the first asks for the run and prints, the others take part.</summary>
internal static class LocalCluster
{
    // A generation of some 2 MB, the default where a processor hides its caches, has the collector run all the time.
    private const string GenerationVariable = "DOTNET_GCgen0size";
    private const string GenerationBytes = "0x4000000";

    private static readonly TimeSpan LimitOfLeaving = TimeSpan.FromSeconds(20);

    public static int Run(RunRequest request, EngineOptions options, string? configPath)
    {
        var seed = $"{IPAddress.Loopback}:{FreePort().ToString(CultureInfo.InvariantCulture)}";
        string[] further = ["--node-timeout", options.Patience.TotalSeconds.ToString(CultureInfo.InvariantCulture), .. configPath is null ? Array.Empty<string>() : ["--akka-config", configPath]];
        var members = new List<Process> { Start([.. request.Arguments, "--join", seed, "--listen", seed]) };
        try
        {
            for (var node = 1; node < request.Nodes; node++) members.Add(Start(["node", "--seed", seed, .. further]));
            using var signals = new StopSignals(() => Signal(members[0]));
            members[0].WaitForExit();
            var code = members[0].ExitCode;
            if (code == 0 || code is ExitCode.Failed or ExitCode.UserMistake or ExitCode.NodeLost or ExitCode.InternalError) return code;
            // Whoever ended without a word of its own was lost; the others say so.
            return signals.Received > 0 ? ExitCode.Signalled + signals.Received : ExitCode.NodeLost;
        }
        finally
        {
            foreach (var member in members) End(member);
        }
    }

    private static Process Start(IEnumerable<string> arguments)
    {
        // The members end with the thread that starts them: that of the command's beginning. A terminal's Ctrl-C reaches them through it alone.
        var start = new ProcessStartInfo("setsid", ["setpriv", "--pdeathsig", "KILL", .. NodeStarter.Self(), .. arguments]) { UseShellExecute = false };
        start.Environment.TryAdd(GenerationVariable, GenerationBytes);
        return Process.Start(start)!;
    }

    private static void End(Process member)
    {
        if (!member.WaitForExit(LimitOfLeaving)) member.Kill();
        member.Dispose();
    }

    private static void Signal(Process member)
    {
        using var kill = Process.Start("kill", ["-TERM", member.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
