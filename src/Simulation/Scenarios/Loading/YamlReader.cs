using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CxlFabricSim.Simulation.Scenarios.Loading;

/// <summary>Parses YAML (of which JSON is a part) into nodes with positions; collects mistakes and reads on where it can.</summary>
internal sealed class YamlReader
{
    private const string MergeKey = "<<";

    // Scenario files are five or six levels deep; deeper input is noise, and recursion has to end somewhere.
    private const int MaxDepth = 64;

    // Aliases of aliases grow without bound in few lines.
    private const long MaxNodes = 2_000_000;

    private readonly string _source;
    private readonly List<ScenarioError> _errors;
    private readonly Dictionary<string, ConfigNode> _anchors = [];
    private readonly Parser _parser;
    private SourcePosition _lastRead;

    private YamlReader(string text, string source, List<ScenarioError> errors)
    {
        _source = source;
        _errors = errors;
        _parser = new Parser(new StringReader(text));
        _lastRead = new SourcePosition(source, 1, 1);
    }

    public static ConfigNode? Parse(string text, string source, List<ScenarioError> errors)
    {
        if (JsonComments.Find(text) is var (line, column))
        {
            errors.Add(new ScenarioError(
                new SourcePosition(source, line, column), "", "a comment in the style of JSON with comments",
                "a comment begins with #, in JSON as well"));
            return null;
        }

        var reader = new YamlReader(text, source, errors);
        try
        {
            return reader.ReadOnlyDocument();
        }
        catch (YamlException exception)
        {
            var (place, hint) = reader.Explain(exception, text);
            errors.Add(new ScenarioError(place, "", $"cannot be parsed: {Innermost(exception)}", hint));
            return null;
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or IndexOutOfRangeException or NullReferenceException)
        {
            // The scanner gives up so on some broken input, a bracket left open for example, and then does not say where.
            errors.Add(new ScenarioError(
                reader._lastRead, "", "cannot be parsed from here on", "look for a bracket or quote that is not closed"));
            return null;
        }
    }

    private ConfigNode? ReadOnlyDocument()
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _))
        {
            _errors.Add(new ScenarioError(
                new SourcePosition(_source), "", "is empty", "a scenario names at least hosts, devices and links"));
            return null;
        }

        var root = ReadNode("", PositionOf(_parser.Current!.Start), 1);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second))
            _errors.Add(new ScenarioError(
                PositionOf(second.Start), "", "a second document begins", "one file holds one document; give several files to layer them"));
        if (root.Weight > MaxNodes) throw new YamlException($"{root.Weight} values when aliases are written out; {MaxNodes} at most");
        return root;
    }

    private ConfigNode ReadNode(string path, SourcePosition position, int depth)
    {
        _lastRead = position;
        if (depth > MaxDepth) throw new YamlException(_parser.Current!.Start, _parser.Current.End, $"more than {MaxDepth} levels deep");
        switch (_parser.Consume<ParsingEvent>())
        {
            case Scalar scalar:
                return Remember(scalar.Anchor, new ScalarNode(position, IsNull(scalar) ? null : scalar.Value));
            case SequenceStart start:
                return Remember(start.Anchor, ReadList(path, position, depth));
            case MappingStart start:
                return Remember(start.Anchor, ReadMap(path, position, depth));
            case AnchorAlias alias when _anchors.TryGetValue(alias.Value.Value, out var shared):
                if (depth + shared.Depth > MaxDepth) throw new YamlException(alias.Start, alias.End, $"more than {MaxDepth} levels deep");
                return shared.At(position);
            case AnchorAlias alias:
                throw new YamlException(alias.Start, alias.End, $"no anchor &{alias.Value.Value} stands before *{alias.Value.Value}");
            case var other:
                // The parser has told of it before, or gives up as above.
                throw new InvalidOperationException($"the parser gives {other} where a value stands");
        }
    }

    private ListNode ReadList(string path, SourcePosition position, int depth)
    {
        var items = new List<ConfigNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
            items.Add(ReadNode(KeyPath.Of(path, items.Count), PositionOf(_parser.Current!.Start), depth + 1));
        return new ListNode(position, items);
    }

    private MapNode ReadMap(string path, SourcePosition position, int depth)
    {
        var entries = new List<KeyValuePair<string, ConfigNode>>();
        var seen = new Dictionary<string, SourcePosition>(StringComparer.OrdinalIgnoreCase);
        var merged = new List<MapNode>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var (key, place) = ReadKey();
            var keyPath = KeyPath.Join(path, key);
            var value = ReadNode(keyPath, place, depth + 1);
            if (key == MergeKey)
                merged.AddRange(MergeSources(keyPath, value));
            else if (key.Length == 0 || key.Contains(KeyPath.Separator))
                _errors.Add(new ScenarioError(place, path, $"\"{key}\" cannot be a key", "a key is not empty and has no colon"));
            else if (seen.TryAdd(key, place))
                entries.Add(new(key, value));
            else
                _errors.Add(new ScenarioError(
                    place, keyPath, $"the key stands twice, first on line {seen[key].Line}",
                    "keep one; names that differ in case only are the same"));
        }

        foreach (var (key, value) in merged.SelectMany(map => map.Entries))
        {
            if (seen.TryAdd(key, value.Position)) entries.Add(new(key, value));
        }

        return new MapNode(position, entries);
    }

    private (string Key, SourcePosition Place) ReadKey()
    {
        var start = _parser.Current!.Start;
        if (!_parser.TryConsume<Scalar>(out var scalar))
            throw new YamlException(start, _parser.Current.End, "a key must be a plain name");
        return (scalar.Value, PositionOf(start));
    }

    private IEnumerable<MapNode> MergeSources(string path, ConfigNode value)
    {
        var sources = value is ListNode list ? list.Items : [value];
        foreach (var source in sources)
        {
            if (source is MapNode map) yield return map;
            else _errors.Add(new ScenarioError(value.Position, path, $"merges {source.ShapeName}", "only maps can be merged"));
        }
    }

    private T Remember<T>(AnchorName anchor, T node) where T : ConfigNode
    {
        if (!anchor.IsEmpty) _anchors[anchor.Value] = node;
        return node;
    }

    private SourcePosition PositionOf(Mark mark) => new(_source, (int)mark.Line, (int)mark.Column);

    private static bool IsNull(Scalar scalar) =>
        scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null" or "Null" or "NULL";

    private static string Innermost(YamlException exception)
    {
        Exception innermost = exception;
        while (innermost.InnerException is { } inner) innermost = inner;
        return innermost.Message.TrimEnd('.').ReplaceLineEndings(" ");
    }

    private (SourcePosition Place, string Hint) Explain(YamlException exception, string text)
    {
        // For a tab the parser names the beginning of the map around it.
        var tab = text.IndexOf("\n\t", StringComparison.Ordinal);
        if (tab >= 0) return (new SourcePosition(_source, text.AsSpan(0, tab).Count('\n') + 2, 1), "indent with spaces: YAML does not take tabs");
        var hint = Innermost(exception).Contains("anchor", StringComparison.Ordinal)
            ? "an alias stands behind the end of what it names: nothing can contain itself"
            : "";
        return (PositionOf(exception.End), hint);
    }
}
