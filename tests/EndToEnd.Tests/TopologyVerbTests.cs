namespace CxlFabricSim.EndToEnd.Tests;

public sealed class TopologyVerbTests
{
    public static TheoryData<string> Configs => ShippedScenarioTests.Configs;

    [Fact]
    public void The_tree_shows_a_component_a_line()
    {
        var outcome = ChildProcess.Cxlsim("topology", Repository.Config("pooling.yaml"));

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal("pooling", outcome.OutputLines[0]);
        Assert.Contains("│   │   └── region r1-pool 0x130000000-0x32fffffff 8GiB dc0: 4 ways of 256B over dcd0, dcd1, dcd2, dcd3", outcome.OutputLines);
        Assert.Equal(16, outcome.OutputLines.Count(line => line.Contains("── vPPB ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Mistakes_are_reported_as_by_check()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("wrong.yaml", "hosts: {}");

        var outcome = new Cli().Run("topology", file);

        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Equal(new Cli().Run("check", file).Error, outcome.Error);
    }

    [Theory]
    [MemberData(nameof(Configs))]
    public void Graphviz_draws_every_shipped_fabric(string config)
    {
        using var folder = new TemporaryFolder();
        var text = folder.Write("fabric.dot", new Cli().Run("topology", "--dot", Repository.Config(config)).Output);

        var drawn = ChildProcess.Run("dot", ["-Tsvg", text], folder.Path, new Dictionary<string, string>());

        Assert.Equal((0, ""), (drawn.ExitCode, drawn.Error));
        Assert.Contains("<svg", drawn.Output, StringComparison.Ordinal);
        Assert.Contains("class=\"edge\"", drawn.Output, StringComparison.Ordinal);
    }
}
