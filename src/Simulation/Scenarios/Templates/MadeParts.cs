using CxlFabricSim.Simulation.Scenarios.Loading;

namespace CxlFabricSim.Simulation.Scenarios.Templates;

/// <summary>Tells, for parts of a scenario that a topology made, the key of the topology that they come from.</summary>
/// <param name="written">The scenario before its topology was spelled out.</param>
internal sealed class MadeParts(Scenario written)
{
    /// <summary>The key of the topology as a whole.</summary>
    public const string Topology = "topology";

    /// <summary>The key to point to for a key path; null for what was written itself.</summary>
    public string? OriginOf(string path)
    {
        var segments = path.Split(KeyPath.Separator, 3);
        if (segments.Length < 2) return null;
        var below = segments.Length == 3 ? segments[2] : "";
        return segments[0] switch
        {
            "hosts" when !written.Hosts.ContainsKey(segments[1]) => KeyBelow("host", below, "bridges", "windows", "regions"),
            "switches" when !written.Switches.ContainsKey(segments[1]) => KeyBelow("switch", below, "ports", "vcs"),
            "devices" when !written.Devices.ContainsKey(segments[1]) => KeyBelow("device", below, "logicalDevices", "volatile:size"),
            "links" when !written.Links.ContainsKey(segments[1]) => Topology,
            _ => null,
        };
    }

    private static string KeyBelow(string common, string key, params ReadOnlySpan<string> made)
    {
        if (key.Length == 0) return Topology;
        foreach (var other in made)
        {
            if (KeyPath.IsAtOrBelow(key, other)) return Topology;
        }

        return KeyPath.Of(Topology, common, key);
    }
}
