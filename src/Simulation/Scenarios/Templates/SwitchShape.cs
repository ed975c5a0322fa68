using System.Globalization;

namespace CxlFabricSim.Simulation.Scenarios.Templates;

/// <summary>How many switches a topology has, how they are linked, and which of them carry hosts and devices.</summary>
/// <param name="Count">Switches, numbered from 0.</param>
/// <param name="Edges">Those with hosts and devices.</param>
/// <param name="Trunks">Links between switches.</param>
internal sealed record SwitchShape(int Count, List<int> Edges, IReadOnlyList<SwitchShape.Trunk> Trunks)
{
    public static SwitchShape Of(TopologyOptions topology) => topology.Kind switch
    {
        TopologyKind.SpineLeaf => SpineLeaf(topology.Switches, topology.Spines),
        TopologyKind.Tree => Tree(topology.Levels, topology.Fanout),
        TopologyKind.Mesh => Mesh(topology.Switches, topology.Rows),
        TopologyKind.Ring => Ring(topology.Switches),
        _ => new SwitchShape(1, [0], []),
    };

    /// <summary>The leaves first, then the spines.</summary>
    private static SwitchShape SpineLeaf(int leaves, int spines) => new(
        leaves + spines,
        [.. Enumerable.Range(0, leaves)],
        [.. from leaf in Enumerable.Range(0, leaves) from spine in Enumerable.Range(leaves, spines) select new Trunk(leaf, spine)]);

    /// <summary>The root is switch 0; a level follows the one above it.</summary>
    private static SwitchShape Tree(int levels, int fanout)
    {
        var trunks = new List<Trunk>();
        var level = new List<int> { 0 };
        var count = 1;
        for (var depth = 1; depth < levels; depth++)
        {
            var below = new List<int>();
            foreach (var upper in level)
            {
                for (var child = 0; child < fanout; child++)
                {
                    trunks.Add(new Trunk(upper, count));
                    below.Add(count++);
                }
            }

            level = below;
        }

        return new SwitchShape(count, level, trunks);
    }

    /// <summary>Links along rows come first, so that the first of equally short ways goes along the row and then along the column: such ways never block one another.</summary>
    private static SwitchShape Mesh(int columns, int rows)
    {
        var trunks = new List<Trunk>();
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column + 1 < columns; column++) trunks.Add(new Trunk(row * columns + column, row * columns + column + 1));
        }

        for (var row = 0; row + 1 < rows; row++)
        {
            for (var column = 0; column < columns; column++) trunks.Add(new Trunk(row * columns + column, (row + 1) * columns + column));
        }

        return new SwitchShape(rows * columns, [.. Enumerable.Range(0, rows * columns)], trunks);
    }

    private static SwitchShape Ring(int members) => new(
        members,
        [.. Enumerable.Range(0, members)],
        [.. Enumerable.Range(0, members).Select(member => new Trunk(member, (member + 1) % members))]);

    /// <summary>A link between two switches; a port is named after the switch at its other end.</summary>
    public sealed record Trunk(int From, int To)
    {
        public string FromPort => Port(To);

        public string ToPort => Port(From);

        public IEnumerable<string> PortsAt(int number)
        {
            if (number == From) yield return FromPort;
            if (number == To) yield return ToPort;
        }

        private static string Port(int other) => string.Create(CultureInfo.InvariantCulture, $"t{other}");
    }
}
