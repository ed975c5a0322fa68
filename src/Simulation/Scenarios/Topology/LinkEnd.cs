namespace CxlFabricSim.Simulation.Scenarios.Topology;

/// <summary>One end of a link as a scenario writes it: "host0.rp0", "sw0.us0", or "dcd0" with no port.</summary>
public readonly record struct LinkEnd(string Owner, string Port)
{
    public static LinkEnd Parse(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? new LinkEnd(text, "") : new LinkEnd(text[..dot], text[(dot + 1)..]);
    }

    public override string ToString() => Port.Length == 0 ? Owner : $"{Owner}.{Port}";
}
