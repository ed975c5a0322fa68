using System.Diagnostics;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Scenarios.Topology;
using CxlFabricSim.Simulation.Scenarios.Validation;

namespace CxlFabricSim.Simulation.Building;

/// <summary>
/// The numbers that names get in a run: 12-bit ids of root ports and devices, and for every actor the number of the port at
/// which a link ends. Links are connected in order of name, so the k-th link of an actor is its port k.
/// </summary>
internal sealed class FabricNumbers
{
    private readonly Dictionary<string, ushort> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _ports = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _portCounts = new(StringComparer.Ordinal);

    public FabricNumbers(Scenario scenario)
    {
        foreach (var (host, options) in scenario.Hosts)
        {
            foreach (var port in options.Bridges.Values.SelectMany(ports => ports)) AddId($"{host}.{port}");
        }

        foreach (var device in scenario.Devices.Keys) AddId(device);
        foreach (var (name, link) in scenario.Links)
        {
            AddPort(name, link.From);
            AddPort(name, link.To);
        }
    }

    /// <summary>The id of a root port ("host0.rp0") or a device.</summary>
    public ushort IdOf(string name) => _ids[name];

    /// <summary>Whether a link's end is known by an id: a root port, or a device with one head.</summary>
    public bool HasId(string name) => _ids.ContainsKey(name);

    /// <summary>The number of a port ("sw0.ds1", "host0.rp0") or of a device's link at its actor; -1 when no link ends there.</summary>
    public int PortAt(string end) => _ports.GetValueOrDefault(end, -1);

    /// <summary>The link that ends at a port or device; null when there is none.</summary>
    public string? LinkAt(string end) => _links.GetValueOrDefault(end);

    /// <summary>Links that end at an actor.</summary>
    public int PortCount(string owner) => _portCounts.GetValueOrDefault(owner);

    private void AddId(string name)
    {
        // A checked scenario has no more: id 0 names nobody.
        Debug.Assert(_ids.Count < Limits.Ids);
        _ids.Add(name, (ushort)(_ids.Count + 1));
    }

    private void AddPort(string link, string end)
    {
        var owner = LinkEnd.Parse(end).Owner;
        var port = _portCounts.GetValueOrDefault(owner);
        _ports[end] = port;
        _links[end] = link;
        _portCounts[owner] = port + 1;
    }
}
