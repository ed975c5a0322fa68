namespace CxlFabricSim.Simulation.Tests.Scenarios;

public sealed class PlacementMistakeTests
{
    [Theory]
    [InlineData("node-0: {roles: [hosts, switches], actors: [dcd0]}, node-63: {roles: [devices, manager]}")]
    [InlineData("node-1: {}")]
    public void Placement_of_what_there_is_loads(string nodes) => Assert.Empty(Load(nodes));

    [Theory]
    [InlineData("node-64: {}", "\"node-64\" is no name of a node")]
    [InlineData("node-01: {}", "\"node-01\" is no name of a node")]
    [InlineData("rack: {}", "\"rack\" is no name of a node")]
    [InlineData("node-0: {actors: [dcd7]}", "there is no host, switch or device \"dcd7\"")]
    [InlineData("node-0: {actors: [host0]}, node-1: {actors: [host0]}", "host0 lives on node-0 already")]
    [InlineData("node-0: {roles: [devices]}, node-1: {roles: [devices]}", "Devices live on node-0 already")]
    public void Placement_that_cannot_be_is_told(string nodes, string told) => Assert.Contains(told, Assert.Single(Load(nodes)), StringComparison.Ordinal);

    private static List<string> Load(string nodes) => [.. ScenarioText.Load($"{ScenarioText.Small}\nplacement: {{nodes: {{{nodes}}}}}\n").Errors.Select(error => error.ToString())];
}
