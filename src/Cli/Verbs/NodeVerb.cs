using System.CommandLine;
using CxlFabricSim.Cli.Nodes;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Cli.Verbs;

/// <summary><c>cxlsim node</c>: a member of an Akka cluster that takes part in a run when one starts.</summary>
internal static class NodeVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var engine = new EngineInput("--seed");
        var timeout = NodesInput.CreateTimeoutOption();
        var roles = new Option<string[]>("--role")
        {
            Description = "A kind of actors that this member takes; may be given again. Without it, whatever the scenario or the cut gives it.",
            HelpName = string.Join('|', Roles()),
            DefaultValueFactory = _ => [],
        };
        roles.AcceptOnlyFromAmong([.. Roles()]);
        var command = new Command("node", "Joins an Akka cluster, takes part in one run there, and leaves.");
        engine.AddTo(command, hasGrain: false);
        command.Add(roles);
        command.Add(timeout);
        command.SetAction(parsed =>
        {
            var options = engine.Read(parsed, null, NodesInput.PatienceOf(parsed, timeout));
            if (MembersStarter.HasCluster(options))
                return AkkaEngine.TakePart(options, parsed.GetRequiredValue(roles), surroundings);
            surroundings.Error.WriteLine("cxlsim: a member joins a cluster: --seed HOST:PORT names one of its members; akka.cluster.seed-nodes or akka.discovery in --akka-config would do as well");
            return ExitCode.UserMistake;
        });
        return command;
    }

    private static IEnumerable<string> Roles() => Enum.GetNames<NodeRole>().Select(role => role.ToLowerInvariant());
}
