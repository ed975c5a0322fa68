namespace CxlFabricSim.Actors.Running;

/// <summary>Numbers in groups that can be joined. A group goes by its smallest number.</summary>
internal sealed class DisjointSets
{
    private readonly int[] _parents;

    /// <summary>Each number alone.</summary>
    public DisjointSets(int count) => _parents = [.. Enumerable.Range(0, count)];

    private DisjointSets(int[] parents) => _parents = parents;

    public int Count => _parents.Length;

    /// <summary>The smallest number of the group.</summary>
    public int Root(int number)
    {
        // Each step shortens the way for whoever comes after.
        while (_parents[number] != number) number = _parents[number] = _parents[_parents[number]];
        return number;
    }

    public void Join(int left, int right)
    {
        var (first, second) = (Root(left), Root(right));
        _parents[Math.Max(first, second)] = Math.Min(first, second);
    }

    public DisjointSets Copy() => new([.. _parents]);
}
