using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace CxlFabricSim.EndToEnd.Tests.Live;

/// <summary>
/// A run of the built command that would take hours, on a terminal of its own for error output: its progress is seen, and signals
/// can be sent to it.
/// </summary>
internal sealed class LongRun : IDisposable
{
    private const string Endless =
        """
        duration: 100s
        hosts:
          host0: {streams: {mixed: {count: ~}}}
          host1: {streams: {mixed: {count: ~}}}
        devices: {dcd0: {dynamic: {size: 512MiB, path: dcd0.mem}}}
        # Neither true nor judged when the run is interrupted.
        expectations: [hosts.host0.reads == 1]
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Process _terminal;
    private readonly StringBuilder _seen = new();
    private readonly string _output;
    private readonly int _processId;

    private LongRun(string folder, string arguments)
    {
        _output = Path.Combine(folder, "output.txt");
        File.Copy(Repository.Config("two-hosts-one-dcd.yaml"), Path.Combine(folder, "base.yaml"), overwrite: true);
        File.WriteAllText(Path.Combine(folder, "endless.yaml"), Endless);
        // A shell in the background passes on that SIGINT is ignored: these tests may have been started by one.
        var program = $"env --default-signal=INT,TERM dotnet {Path.Combine(AppContext.BaseDirectory, "cxlsim.dll")}";
        var command = $"echo pid $$; exec {program} run base.yaml endless.yaml {arguments} > output.txt";
        _terminal = ChildProcess.Start("script", ["--quiet", "--return", "--flush", "--command", command, "/dev/null"], folder, new Dictionary<string, string>());
        _processId = int.Parse(AwaitTerminal("pid ", "\n"), CultureInfo.InvariantCulture);
    }

    /// <summary>All that has been on the terminal.</summary>
    public string Terminal => _seen.ToString();

    public static LongRun Start(TemporaryFolder folder, string arguments = "") => new(folder.Path, arguments);

    /// <summary>Waits until the progress line says that requests complete, and have for a millisecond of simulated time.</summary>
    public void AwaitProgress() => AwaitTerminal(" ms (", " requests/s");

    /// <summary>Waits until the progress line has been removed.</summary>
    public void AwaitEndOfProgress() => AwaitTerminal(new string(' ', 40), "\r");

    public void Signal(string name) => Assert.Equal(0, ChildProcess.Run("kill", [$"-{name}", $"{_processId}"], "/", new Dictionary<string, string>()).ExitCode);

    /// <summary>The exit code, what went to standard output, and what has been on the terminal.</summary>
    public Outcome End()
    {
        var rest = _terminal.StandardOutput.ReadToEndAsync();
        if (!_terminal.WaitForExit(Limit)) throw new TimeoutException($"the run did not end within {Limit}");
        _seen.Append(rest.GetAwaiter().GetResult());
        return new Outcome(_terminal.ExitCode, File.ReadAllText(_output), Terminal);
    }

    public void Dispose()
    {
        if (!_terminal.HasExited) _terminal.Kill(entireProcessTree: true);
        _terminal.Dispose();
    }

    /// <summary>What stands between two texts, as soon as both are on the terminal.</summary>
    private string AwaitTerminal(string before, string after)
    {
        var buffer = new char[4096];
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            var text = Terminal;
            var start = text.IndexOf(before, StringComparison.Ordinal);
            var end = start < 0 ? -1 : text.IndexOf(after, start + before.Length, StringComparison.Ordinal);
            if (end >= 0) return text[(start + before.Length)..end];
            var count = _terminal.StandardOutput.ReadAsync(buffer, limit.Token).AsTask().GetAwaiter().GetResult();
            if (count == 0) throw new InvalidOperationException($"the run ended early; on the terminal: {text}");
            _seen.Append(buffer, 0, count);
        }
    }
}
