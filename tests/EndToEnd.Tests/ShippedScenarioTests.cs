using System.Text.Json;

namespace CxlFabricSim.EndToEnd.Tests;

/// <summary>Every scenario that ships, run by the built command.</summary>
public sealed class ShippedScenarioTests
{
    public static TheoryData<string> Configs => [.. Directory.GetFiles(Repository.Config(""), "*.yaml").Select(file => Path.GetFileName(file)).Order()];

    [Theory]
    [MemberData(nameof(Configs))]
    public void Its_expectations_hold_and_its_digest_is_the_same_on_1_2_and_3_threads(string config)
    {
        using var folder = new TemporaryFolder();
        var file = CopyOf(config, folder);

        var outcomes = Enumerable.Range(1, 3).Select(threads => ChildProcess.Cxlsim("run", file, "--threads", $"{threads}", "--threads-exact")).ToList();

        Assert.All(outcomes, outcome => Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error));
        var digest = Assert.Single(outcomes.Select(outcome => outcome.OutputLines[^1]).Distinct());
        Assert.Matches("^digest: [0-9a-f]{32}$", digest);
    }

    [Theory]
    [MemberData(nameof(Configs))]
    public void Another_seed_gives_another_digest_and_its_expectations_still_hold(string config)
    {
        using var folder = new TemporaryFolder();
        var file = CopyOf(config, folder);

        var digests = Enumerable.Range(1, 2).Select(seed => Json(ChildProcess.Cxlsim("run", file, "--seed", $"{seed}", "--json", "-"))).ToList();

        Assert.Equal(2, digests.Distinct().Count());
    }

    private static string Json(Outcome outcome)
    {
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        using var json = JsonDocument.Parse(outcome.Output);
        Assert.Empty(json.RootElement.GetProperty("failures").EnumerateArray());
        return json.RootElement.GetProperty("digest").GetString()!;
    }

    // Backing files stand beside their scenario: runs at the same time must not share them. Traces are only read.
    private static string CopyOf(string config, TemporaryFolder folder)
    {
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "traces"), Repository.Config("traces"));
        return folder.Write(config, File.ReadAllText(Repository.Config(config)));
    }
}
