using CxlFabricSim.Actors.Akka.Membership;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Actors.Akka.Tests.Membership;

public sealed class MemberAssignmentTests
{
    [Fact]
    public void Who_asks_for_a_run_is_its_first_node_and_the_oldest_follow()
    {
        var (nodes, _) = MemberAssignment.Assign(JobWith([], [], []), "me", [new("b", []), new("c", []), new("d", [])]);

        Assert.Equal(["me", "b", "c"], nodes);
    }

    [Fact]
    public void Roles_of_the_scenario_choose_members_that_have_them()
    {
        var (nodes, _) = MemberAssignment.Assign(JobWith(["hosts"], ["switches"], ["devices"]), "me", [new("any", []), new("dev", ["devices"])]);

        Assert.Equal(["me", "any", "dev"], nodes);
    }

    [Fact]
    public void Member_that_can_do_anything_goes_where_only_it_will_do()
    {
        // Taken in order alone, "both" would be gone when the second node comes.
        var (nodes, _) = MemberAssignment.Assign(JobWith([], ["devices"], ["devices", "manager"]), "me", [new("both", ["devices", "manager"]), new("dev", ["devices"])]);

        Assert.Equal(["me", "dev", "both"], nodes);
    }

    [Fact]
    public void Missing_members_are_told_with_what_they_are_for()
    {
        var (nodes, missing) = MemberAssignment.Assign(JobWith([], ["devices"], []), "me", [new("host", ["hosts"])]);

        Assert.Null(nodes);
        Assert.Equal("waiting for 1 more member: node-1 with devices", missing);
    }

    [Fact]
    public void Roles_of_members_place_actors_where_the_scenario_does_not()
    {
        List<FreeMember> members = [new("b", ["devices", "rack7"]), new("c", ["devices", "hosts"])];

        Assert.Equal(
            ["placement:nodes:node-1:roles=[devices]", "placement:nodes:node-2:roles=[hosts]"],
            MemberAssignment.SettingsOf(JobWith([], [], []), ["me", "b", "c"], members));
        Assert.Empty(MemberAssignment.SettingsOf(JobWith([], ["devices"], []), ["me", "b", "c"], members));
    }

    [Fact]
    public void Kinds_are_those_of_the_scenario()
    {
        foreach (var role in Enum.GetNames<NodeRole>().Select(name => name.ToLowerInvariant()))
            Assert.Equal([$"placement:nodes:node-1:roles=[{role}]"], MemberAssignment.SettingsOf(JobWith([], []), ["me", "b"], [new("b", [role])]));
    }

    private static Job JobWith(params IReadOnlyList<string>[] roles) => new([], "", roles);
}
