using System.Diagnostics;

namespace CxlFabricSim.EndToEnd.Tests;

/// <summary>Runs a program to its end and takes what it prints.</summary>
internal static class ChildProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>The built command, as users run it.</summary>
    public static Outcome Cxlsim(params string[] arguments) =>
        Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "cxlsim.dll"), .. arguments], Path.GetTempPath(), new Dictionary<string, string>());

    public static Outcome Run(string program, IReadOnlyList<string> arguments, string folder, IReadOnlyDictionary<string, string> environment)
    {
        using var process = Start(program, arguments, folder, environment);
        return Finish(process);
    }

    public static Process Start(string program, IReadOnlyList<string> arguments, string folder, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
    }

    public static Outcome Finish(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{process.StartInfo.FileName} was still running after {Limit}");
        }

        return new Outcome(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }
}
