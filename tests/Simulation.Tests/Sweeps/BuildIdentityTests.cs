using CxlFabricSim.Simulation.Sweeps;

namespace CxlFabricSim.Simulation.Tests.Sweeps;

public sealed class BuildIdentityTests
{
    [Fact]
    public void Every_assembly_that_results_come_from_counts() =>
        Assert.Equal(
            ["Actors", "Components", "Devices", "Fabric", "Hosts", "Protocol", "Simulation"],
            BuildIdentity.Modules().Keys.Select(name => name["CxlFabricSim.".Length..]));

    [Fact]
    public void A_new_build_of_any_of_them_is_another_program()
    {
        var modules = BuildIdentity.Modules();

        var identities = modules.Keys.Select(rebuilt => BuildIdentity.Of(modules.ToDictionary(
            module => module.Key,
            module => module.Key == rebuilt ? new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) : module.Value)));

        Assert.Equal(modules.Count + 1, identities.Append(BuildIdentity.OfThisProgram).Distinct().Count());
    }
}
