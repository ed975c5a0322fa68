namespace CxlFabricSim.Simulation.Describing;

/// <summary>A component of a fabric in words, with those below it.</summary>
public sealed class TopologyNode(string text)
{
    private readonly List<TopologyNode> _children = [];

    public string Text => text;

    public IReadOnlyList<TopologyNode> Children => _children;

    public TopologyNode Add(string child)
    {
        var node = new TopologyNode(child);
        _children.Add(node);
        return node;
    }
}
