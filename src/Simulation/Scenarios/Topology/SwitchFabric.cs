namespace CxlFabricSim.Simulation.Scenarios.Topology;

/// <summary>
/// Switches and the links between them that carry many hosts: links whose lower end is no virtual switch's upstream port. Also
/// where each root port and device is attached.
/// </summary>
public sealed class SwitchFabric
{
    private readonly Dictionary<string, int> _numberOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Attachment> _attachments = new(StringComparer.Ordinal);
    private readonly List<Neighbour>[] _neighbours;
    private readonly HashSet<string> _links = new(StringComparer.Ordinal);

    public SwitchFabric(Scenario scenario)
    {
        Switches = [.. scenario.Switches.Keys];
        for (var number = 0; number < Switches.Count; number++) _numberOf[Switches[number]] = number;
        _neighbours = [.. Switches.Select(_ => new List<Neighbour>())];
        var upstreamPorts = scenario.Switches
            .SelectMany(owner => owner.Value.Vcs.Values.Select(vcs => new LinkEnd(owner.Key, vcs.Upstream)))
            .ToHashSet();
        foreach (var (name, link) in scenario.Links)
        {
            var from = LinkEnd.Parse(link.From);
            var to = LinkEnd.Parse(link.To);
            var isFromSwitch = _numberOf.TryGetValue(from.Owner, out var upper);
            var isToSwitch = _numberOf.TryGetValue(to.Owner, out var lower);
            if (isFromSwitch && isToSwitch)
            {
                if (upstreamPorts.Contains(to)) continue;
                _neighbours[upper].Add(new Neighbour(lower, PortNumber(scenario, from), name));
                _neighbours[lower].Add(new Neighbour(upper, PortNumber(scenario, to), name));
                _links.Add(name);
            }
            else if (isToSwitch)
            {
                _attachments.TryAdd(link.From, new Attachment(lower, PortNumber(scenario, to)));
            }
            else if (isFromSwitch)
            {
                _attachments.TryAdd(link.To, new Attachment(upper, PortNumber(scenario, from)));
            }
        }

        foreach (var neighbours in _neighbours) neighbours.Sort((left, right) => left.Port.CompareTo(right.Port));
    }

    public IReadOnlyList<string> Switches { get; }

    /// <summary>The links between two switches that are routed by id: requests and completions go both ways.</summary>
    public IReadOnlySet<string> Links => _links;

    /// <summary>The root ports ("host0.rp0") and devices that hang on a switch, by name.</summary>
    public IReadOnlyDictionary<string, Attachment> Attachments => _attachments;

    public int NumberOf(string name) => _numberOf[name];

    /// <summary>The switches one fabric link away, in the order of this switch's ports.</summary>
    public IReadOnlyList<Neighbour> NeighboursOf(int number) => _neighbours[number];

    private static int PortNumber(Scenario scenario, LinkEnd end)
    {
        var ports = scenario.Switches[end.Owner].Ports;
        for (var port = 0; port < ports.Count; port++)
        {
            if (ports[port] == end.Port) return port;
        }

        return -1;
    }

    /// <summary>A place on the fabric.</summary>
    public readonly record struct Attachment(int Switch, int Port);

    /// <summary>A switch at the other end of a fabric link.</summary>
    public readonly record struct Neighbour(int Switch, int Port, string Link);
}
