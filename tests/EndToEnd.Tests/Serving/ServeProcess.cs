using System.Diagnostics;
using System.Globalization;

namespace CxlFabricSim.EndToEnd.Tests.Serving;

/// <summary>The built command as users run it, <c>cxlsim serve</c> in a process of its own.</summary>
internal sealed class ServeProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Dictionary<string, int> _ports = [];

    public ServeProcess(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "cxlsim.dll");
        string[] command = [program, "serve", .. arguments, "--listen", "127.0.0.1:0"];
        _process = ChildProcess.Start("dotnet", command, Path.GetTempPath(), new Dictionary<string, string>());
        while (ReadLine() is { } line && !line.Contains(": serving", StringComparison.Ordinal))
        {
            // sw0: mctp over tcp at 127.0.0.1:39549, dialect spec, eid 8
            var words = line.Split([':', ',', ' '], StringSplitOptions.RemoveEmptyEntries);
            _ports[words[0]] = int.Parse(words[6], CultureInfo.InvariantCulture);
        }
    }

    public int PortOf(string component) => _ports[component];

    /// <summary>Resident memory as the system counts it.</summary>
    public long ResidentKiB()
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }

    /// <summary>Ends it as a service manager would.</summary>
    public Outcome Terminate()
    {
        Assert.Equal(0, ChildProcess.Run("kill", ["-TERM", $"{_process.Id}"], "/", new Dictionary<string, string>()).ExitCode);
        return ChildProcess.Finish(_process);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private string ReadLine() =>
        _process.StandardOutput.ReadLineAsync().WaitAsync(Limit).GetAwaiter().GetResult()
        ?? throw new InvalidOperationException($"cxlsim serve ended: {_process.StandardError.ReadToEnd()}");
}
