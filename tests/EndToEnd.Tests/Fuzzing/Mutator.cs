using CxlFabricSim.Actors.Randomness;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace CxlFabricSim.EndToEnd.Tests.Fuzzing;

/// <summary>Changes a scenario a little, as text or as a tree: typing errors, and values at and beyond every edge.</summary>
internal sealed class Mutator(SeededRandom random)
{
    private static readonly string[] Noise =
    [
        "", " ", "\n", "\n  ", "\t", ":", "- ", "[", "]", "{", "}", ",", "#", "\"", "'", "*host", "&host", "~", "<<: ", "é", "\0", "|", "? ", "// ",
    ];

    // What a value of each kind is exchanged for, within bounds and beyond.
    private static readonly string[] Sizes =
    [
        "0", "1B", "64B", "96B", "128B", "256B", "512B", "1KiB", "4KiB", "16KiB", "32KiB", "1MiB", "2MiB", "3MiB", "16MiB", "256MiB", "512MiB",
        "768MiB", "1GiB", "2GiB", "4GiB", "9GiB", "4TiB", "2048TiB", "2049TiB", "16777215TiB", "16777216TiB", "1.5KiB", "-1B",
    ];

    private static readonly string[] Times = ["0", "1ps", "3ps", "1ns", "7ns", "20ns", "1us", "20us", "3ms", "1s", "100000s", "2305843s", "2305844s", "-1ns"];
    private static readonly string[] Rates = ["0", "1MB/s", "1GB/s", "33GB/s", "64GB/s", "1Gb/s", "1000000GB/s", "17179869183GiB/s", "17179869184GiB/s"];

    private static readonly string[] Numbers =
    [
        "0", "1", "-1", "2", "3", "7", "8", "9", "15", "16", "17", "64", "1_000", "65536", "65537", "2147483647", "2147483648",
        "9223372036854775807", "18446744073709551615", "99999999999999999999", "1e28", "0.5", "0x40", "70%", "101%",
    ];

    private static readonly string[] Words =
    [
        "", "~", "x", "true", "false", "volatile", "persistent", "dc0", "dc1", "dc7", "uniform", "sequential", "strided", "zipf", "chase", "add",
        "release", "cxl", "qemu-11", "../x", "a.b", "a:b", "NaN",
    ];

    public string Mutate(string text)
    {
        do text = random.Below(5) == 0 ? MutateText(text) : MutateTree(text);
        while (random.Below(3) == 0);
        return text;
    }

    // A piece exchanged for noise or for a piece from elsewhere.
    private string MutateText(string text)
    {
        var (start, length) = PieceOf(text, 12);
        var (from, count) = PieceOf(text, 30);
        var piece = random.Below(3) == 0 ? text.Substring(from, count) : Pick(Noise);
        return string.Concat(text.AsSpan(0, start), piece, text.AsSpan(start + length));
    }

    private (int Start, int Length) PieceOf(string text, ulong longest)
    {
        if (text.Length == 0) return (0, 0);
        var start = (int)random.Below((ulong)text.Length);
        return (start, (int)Math.Min(random.Below(longest), (ulong)(text.Length - start)));
    }

    private string MutateTree(string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (Exception exception) when (exception is YamlException or ArgumentException or InvalidOperationException or NullReferenceException)
        {
            // No tree any more: an earlier change broke the text.
            return MutateText(text);
        }

        if (stream.Documents.Count == 0) return MutateText(text);
        var nodes = stream.Documents[0].AllNodes.Distinct(ReferenceEqualityComparer.Instance).Cast<YamlNode>().ToList();
        var inner = nodes.Where(node => node is YamlMappingNode { Children.Count: > 0 } or YamlSequenceNode { Children.Count: > 0 }).ToList();
        if (inner.Count == 0) return MutateText(text);
        if (random.Below(3) == 0) Change(Pick(inner), nodes);
        else ChangeQuantity(inner, nodes);
        using var changed = new StringWriter();
        stream.Save(changed, assignAnchors: false);
        return changed.ToString();
    }

    // Numbers, sizes and times: what most often leaves a scenario that runs, at some edge.
    private void ChangeQuantity(List<YamlNode> inner, List<YamlNode> nodes)
    {
        var places = inner.OfType<YamlMappingNode>().SelectMany(map => map.Children.Where(entry => IsQuantity(entry.Value)).Select(entry => (map, entry.Key)));
        var all = places.ToList();
        if (all.Count == 0) return;
        var (map, key) = Pick(all);
        map.Children[key] = new YamlScalarNode(ValueFor(((YamlScalarNode)map.Children[key]).Value!, nodes));
    }

    private static bool IsQuantity(YamlNode node) => node is YamlScalarNode { Value: { Length: > 0 } text } && char.IsAsciiDigit(text[0]);

    private void Change(YamlNode parent, List<YamlNode> nodes)
    {
        if (parent is YamlSequenceNode list)
        {
            var place = (int)random.Below((ulong)list.Children.Count);
            switch (random.Below(6))
            {
                case 0: list.Children.RemoveAt(place); break;
                case 1: list.Children.Insert(place, list.Children[place]); break;
                default: list.Children[place] = ValueFor(list.Children[place], parent, nodes); break;
            }

            return;
        }

        var map = ((YamlMappingNode)parent).Children;
        var (key, value) = map.ElementAt((int)random.Below((ulong)map.Count));
        switch (random.Below(8))
        {
            case 0: map.Remove(key); break;
            case 1: map[new YamlScalarNode(((key as YamlScalarNode)?.Value ?? "k") + Pick(["x", "0", " ", "-1"]))] = value; break;
            default: map[key] = ValueFor(value, parent, nodes); break;
        }
    }

    // Mostly a scalar for a scalar of its kind; now and then whatever stands elsewhere, unless the parent stands in it.
    private YamlNode ValueFor(YamlNode value, YamlNode parent, List<YamlNode> nodes)
    {
        if (value is YamlScalarNode scalar && random.Below(8) != 0) return new YamlScalarNode(ValueFor(scalar.Value ?? "", nodes));
        var other = Pick(nodes);
        return other.AllNodes.Any(node => ReferenceEquals(node, parent)) ? new YamlScalarNode(Pick(Words)) : other;
    }

    private string ValueFor(string text, List<YamlNode> nodes)
    {
        if (text.EndsWith("/s", StringComparison.Ordinal)) return Pick(Rates);
        if (text.EndsWith('B')) return Pick(Sizes);
        if (text.Length > 0 && char.IsAsciiDigit(text[0])) return Pick(text[^1] == 's' ? Times : Numbers);
        if (random.Below(3) == 0) return Pick(Words);

        // A name for a name: most likely a wrong one, and the right one of something else.
        return Pick(nodes.OfType<YamlScalarNode>().Select(node => node.Value ?? "").Where(name => name.Length > 0 && !name.Contains(' ')).ToList());
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[(int)random.Below((ulong)from.Count)];
}
