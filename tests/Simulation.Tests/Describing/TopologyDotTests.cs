using System.Text.RegularExpressions;
using CxlFabricSim.Simulation.Describing;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Tests.Describing;

public sealed partial class TopologyDotTests
{
    [Fact]
    public void Every_line_is_a_statement_and_every_edge_joins_nodes_that_are_declared()
    {
        foreach (var fabric in new[] { ExampleFabrics.TwoBridges(), ExampleFabrics.Cascade(1), ExampleFabrics.Cascade(3), ExampleFabrics.Cascade(2, closesCircle: true) })
        {
            var graph = Parse(TopologyDot.Of(fabric));

            Assert.NotEmpty(graph.Edges);
            Assert.All(graph.Edges, edge => Assert.True(graph.Nodes.Contains(edge.From) && graph.Nodes.Contains(edge.To), $"{edge.From} -- {edge.To} joins what is not there"));
        }
    }

    [Fact]
    public void A_link_is_an_edge_with_its_bandwidth_and_latency()
    {
        var edges = Parse(TopologyDot.Of(ExampleFabrics.Cascade(2))).Edges;

        Assert.Contains(("h.rp0", "s0.us", "[label=\"l0\\n64 GB/s, 20 ns\"]"), edges);
        Assert.Contains(("s0.ds", "s1.us", "[label=\"l1\\n64 GB/s, 20 ns\"]"), edges);
        Assert.Contains(("s1.ds", "m0", "[label=\"last\\n64 GB/s, 20 ns\"]"), edges);
    }

    [Fact]
    public void A_switch_is_a_cluster_of_its_ports_and_virtual_switches()
    {
        var graph = Parse(TopologyDot.Of(ExampleFabrics.Cascade(2)));

        Assert.Equal(["s1.us", "s1.ds", "s1 vcs v"], graph.Clusters["cluster switch s1"]);
        Assert.Contains(("s0.us", "s0 vcs v", "[style=dashed]"), graph.Edges);
        Assert.Contains(("s0 vcs v", "s0.ds", "[style=dashed, label=\"vPPB 1\"]"), graph.Edges);
        Assert.Contains(("s1 vcs v", "s1.ds", "[style=dashed, label=\"vPPB 1, LD 0\"]"), graph.Edges);
    }

    [Fact]
    public void A_name_may_contain_what_the_language_takes_for_its_own()
    {
        var fabric = ExampleFabrics.Cascade(1) with { Name = "a \"b\" \\ {c}\n--" };

        Assert.StartsWith("graph \"a \\\"b\\\" \\\\ {c}\\n--\" {\n", TopologyDot.Of(fabric), StringComparison.Ordinal);
        Assert.NotEmpty(Parse(TopologyDot.Of(fabric)).Nodes);
    }

    /// <summary>As much of the language as we write: one statement a line.</summary>
    private static Graph Parse(string text)
    {
        var graph = new Graph([], [], []);
        var open = new Stack<string>();
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            if (Begin().Match(line) is { Success: true } begin)
            {
                open.Push(begin.Groups["name"].Value);
                graph.Clusters.Add(open.Peek(), []);
            }
            else if (line.Trim() == "}")
            {
                open.Pop();
            }
            else if (Edge().Match(line) is { Success: true } edge)
            {
                graph.Edges.Add((edge.Groups["from"].Value, edge.Groups["to"].Value, edge.Groups["attributes"].Value));
            }
            else if (Node().Match(line) is { Success: true } node)
            {
                Assert.True(graph.Nodes.Add(node.Groups["name"].Value), $"{line} is declared twice");
                graph.Clusters[open.Peek()].Add(node.Groups["name"].Value);
            }
            else
            {
                Assert.Matches(Settings(), line);
            }
        }

        Assert.Empty(open);
        return graph;
    }

    private const string String = "\"(?:[^\"\\\\]|\\\\.)*\"";

    [GeneratedRegex($"^ *(?:sub)?graph (?=(?<quoted>{String}) {{$)\"(?<name>.*)\" {{$")]
    private static partial Regex Begin();

    [GeneratedRegex($"^ *\"(?<from>[^\"]*)\" -- \"(?<to>[^\"]*)\"(?: (?<attributes>\\[(?:[a-z]+=(?:{String}|[a-z]+)(?:, )?)+\\]))?;$")]
    private static partial Regex Edge();

    [GeneratedRegex($"^ *\"(?<name>[^\"]*)\" \\[(?:[a-z]+=(?:{String}|[a-z]+)(?:, )?)+\\];$")]
    private static partial Regex Node();

    [GeneratedRegex($"^ *(?:(?:(?:node|edge) \\[.*\\]|[a-z]+=(?:{String}|[a-zA-Z]+));? ?)+$")]
    private static partial Regex Settings();

    private sealed record Graph(HashSet<string> Nodes, List<(string From, string To, string Attributes)> Edges, Dictionary<string, List<string>> Clusters);
}
