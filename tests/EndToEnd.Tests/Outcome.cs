namespace CxlFabricSim.EndToEnd.Tests;

/// <summary>What a command left behind.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error)
{
    public IReadOnlyList<string> OutputLines => Output.TrimEnd('\n').Split('\n');

    public IReadOnlyList<string> ErrorLines => Error.TrimEnd('\n').Split('\n');
}
