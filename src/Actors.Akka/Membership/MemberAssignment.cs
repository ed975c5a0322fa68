namespace CxlFabricSim.Actors.Akka.Membership;

/// <summary>Which member of the cluster becomes which node of a run.</summary>
internal static class MemberAssignment
{
    // The words that a scenario's placement has for kinds of actors; a member may have further roles of its user's own.
    private static readonly string[] Kinds = ["hosts", "switches", "devices", "manager"];

    /// <summary>Addresses by node, or what is missing.</summary>
    /// <param name="job">What the run needs. Who asked for it is its first node.</param>
    /// <param name="submitter">Who asked for it.</param>
    /// <param name="members">All others that are Up and free, the oldest first.</param>
    public static (IReadOnlyList<string>? Nodes, string Missing) Assign(Job job, string submitter, IReadOnlyList<FreeMember> members)
    {
        // Each node to one member, by augmenting paths: a member that can do anything is moved where only it will do.
        var memberOf = new int[job.Nodes];
        Array.Fill(memberOf, -1);
        for (var node = 1; node < job.Nodes; node++) Find(node, new bool[members.Count]);
        var missing = Enumerable.Range(1, job.Nodes - 1).Where(node => memberOf[node] < 0).ToList();
        return missing.Count > 0
            ? (null, $"waiting for {missing.Count} more {(missing.Count == 1 ? "member" : "members")}: {string.Join(", ", missing.Select(Describe))}")
            : ([submitter, .. memberOf.Skip(1).Select(member => members[member].Address)], "");

        bool Find(int node, bool[] tried)
        {
            // Members made for the node first, so that those without a role stay free; and free ones before those that would have to move.
            var candidates = Enumerable.Range(0, members.Count).Where(member => !tried[member] && Fits(members[member], job.RolesOfNodes[node]))
                .OrderBy(member => Array.IndexOf(memberOf, member) >= 0).ThenBy(member => members[member].Roles.Count == 0).ToList();
            foreach (var member in candidates)
            {
                if (tried[member]) continue;
                tried[member] = true;
                var other = Array.IndexOf(memberOf, member);
                if (other >= 0 && !Find(other, tried)) continue;
                memberOf[node] = member;
                return true;
            }

            return false;
        }

        string Describe(int node) => job.RolesOfNodes[node].Count == 0 ? $"node-{node}" : $"node-{node} with {string.Join(", ", job.RolesOfNodes[node])}";
    }

    /// <summary>Where the scenario places nobody, the roles of members do: settings of the scenario as --set gives them.</summary>
    public static IReadOnlyList<string> SettingsOf(Job job, IReadOnlyList<string> nodes, IReadOnlyList<FreeMember> members)
    {
        if (job.RolesOfNodes.Any(roles => roles.Count > 0)) return [];
        var settings = new List<string>();
        var placed = new HashSet<string>(StringComparer.Ordinal);
        for (var node = 1; node < nodes.Count; node++)
        {
            var member = members.Single(member => member.Address == nodes[node]);
            var roles = Kinds.Where(kind => member.Roles.Contains(kind) && placed.Add(kind)).ToList();
            if (roles.Count > 0) settings.Add($"placement:nodes:node-{node}:roles=[{string.Join(", ", roles)}]");
        }

        return settings;
    }

    private static bool Fits(FreeMember member, IReadOnlyList<string> needed) => member.Roles.Count == 0 || needed.All(member.Roles.Contains);
}
