namespace CxlFabricSim.Simulation.Scenarios.Topology;

/// <summary>
/// How a region's devices share out over the components that decode its addresses, from the window down: the window over host
/// bridges, each bridge over root ports, each virtual switch over vPPBs. Granules go round the first level fastest.
/// </summary>
public sealed class InterleaveLevels
{
    private InterleaveLevels(IReadOnlyList<IReadOnlyList<InterleaveNode>> levels) => All = levels;

    /// <summary>Level 0 is the window, level 1 host bridges, the rest virtual switches.</summary>
    public IReadOnlyList<IReadOnlyList<InterleaveNode>> All { get; }

    /// <param name="targets">The window's host bridges in interleave order.</param>
    /// <param name="paths">The region's devices in the order in which it names them.</param>
    public static InterleaveLevels Of(IReadOnlyList<string> targets, IReadOnlyList<FabricPath> paths)
    {
        var window = new InterleaveNode("window", null, [.. targets.Select(target => (IReadOnlyList<FabricPath>)[.. paths.Where(path => path.Bridge == target)])]);
        var levels = new List<IReadOnlyList<InterleaveNode>> { new[] { window } };
        levels.Add([.. window.Branches.Where(branch => branch.Count > 0).Select(branch =>
            new InterleaveNode(branch[0].Bridge, null, Group(branch, path => path.RootPort)))]);
        for (var depth = 0; ; depth++)
        {
            var level = depth;
            var nodes = levels[^1].SelectMany(node => node.Branches)
                .Where(branch => branch.Count > 0 && branch[0].Hops.Count > level)
                .Select(branch => new InterleaveNode($"{branch[0].Hops[level].Switch}.{branch[0].Hops[level].Vcs}", branch[0].Hops[level], Group(branch, path => path.Hops[level].Vppb)))
                .ToList();
            if (nodes.Count == 0) return new InterleaveLevels(levels);
            levels.Add(nodes);
        }
    }

    /// <summary>The order of devices in which granules go round, when every level is even.</summary>
    public IReadOnlyList<string> Order(int count)
    {
        return [.. Enumerable.Range(0, count).Select(place => At(All[0][0], 0, place))];

        string At(InterleaveNode node, int level, int place)
        {
            var branch = node.Branches[place % node.Ways];
            var below = level + 1 < All.Count ? All[level + 1].FirstOrDefault(child => child.Branches.Any(paths => paths.Any(path => ReferenceEquals(path, branch[0])))) : null;
            return below == null ? branch[0].Device : At(below, level + 1, place / node.Ways);
        }
    }

    private static IReadOnlyList<IReadOnlyList<FabricPath>> Group<TKey>(IReadOnlyList<FabricPath> paths, Func<FabricPath, TKey> key)
        where TKey : notnull => [.. paths.GroupBy(key).Select(group => (IReadOnlyList<FabricPath>)[.. group])];
}

/// <summary>A component that spreads a region's addresses.</summary>
/// <param name="Name">The window, the host bridge, or switch and virtual switch.</param>
/// <param name="Hop">Of a virtual switch: its place on the path.</param>
/// <param name="Branches">The devices behind each of its targets, in interleave order.</param>
public sealed record InterleaveNode(string Name, SwitchHop? Hop, IReadOnlyList<IReadOnlyList<FabricPath>> Branches)
{
    public int Ways => Branches.Count;
}
