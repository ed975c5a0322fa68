using System.CommandLine;
using CxlFabricSim.Cli.Printing;
using CxlFabricSim.Simulation.Describing;
using Spectre.Console;

namespace CxlFabricSim.Cli.Verbs;

/// <summary><c>cxlsim topology FILE...</c>: shows the fabric of a scenario, as a tree or for Graphviz.</summary>
internal static class TopologyVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var input = new ScenarioInput();
        var isDot = new Option<bool>("--dot") { Description = "Prints Graphviz text instead: cxlsim topology FILE --dot | dot -Tsvg > fabric.svg" };
        var command = new Command("topology", "Shows the fabric of a scenario as a tree.");
        input.AddTo(command);
        command.Add(isDot);
        command.SetAction(parsed =>
        {
            if (input.Load(parsed, surroundings, looksAtBackings: false) is not { } scenario) return ExitCode.UserMistake;
            if (parsed.GetValue(isDot)) surroundings.Output.Write(TopologyDot.Of(scenario));
            else Print(TopologyTree.Of(scenario), surroundings);
            return ExitCode.Success;
        });
        return command;
    }

    private static void Print(TopologyNode root, Surroundings surroundings)
    {
        var tree = new Tree(Tables.Text(root.Text));
        foreach (var child in root.Children) Add(tree, child);
        var console = Tables.Console(surroundings.Output, surroundings);
        // A line is a component, for whatever reads the output: only a terminal folds long ones.
        if (!surroundings.IsOutputTerminal) console.Profile.Width = int.MaxValue;
        console.Write(tree);
    }

    private static void Add(IHasTreeNodes parent, TopologyNode node)
    {
        var added = parent.AddNode(Tables.Text(node.Text));
        foreach (var child in node.Children) Add(added, child);
    }
}
