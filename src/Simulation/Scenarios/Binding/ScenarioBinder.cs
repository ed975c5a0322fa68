using System.Collections;
using CxlFabricSim.Simulation.Scenarios.Loading;
using Microsoft.Extensions.Configuration;

namespace CxlFabricSim.Simulation.Scenarios.Binding;

/// <summary>Makes the scenario's records from configuration, and names every key that does not fit instead of passing over it.</summary>
internal sealed class ScenarioBinder(IConfiguration configuration, ScenarioConfigurationProvider provider, List<ScenarioError> errors)
{
    private const string NameRule = "a name has letters, digits, - and _ only";

    private readonly HashSet<string> _unread = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Key paths whose values could not be bound; for an unknown key also the one that it most likely meant.</summary>
    public IReadOnlyCollection<string> Unread => _unread;

    public Scenario Bind() => (Scenario)BindRecord("", ValueShape.OfScenario);

    // Null where there is nothing to bind: absent, left empty, or wrong and reported.
    private object? BindValue(string path, ValueShape shape, bool isFilePath = false)
    {
        var node = provider.Find(path);
        if (node is null or ScalarNode { Text: null }) return null;
        switch (shape.Kind)
        {
            case ShapeKind.Scalar when node is ScalarNode:
                return BindScalar(path, shape, isFilePath);
            case ShapeKind.List when node is ListNode list:
                return BindList(path, shape, list.Items.Count);
            case ShapeKind.Map when node is MapNode:
                return BindMap(path, shape);
            case ShapeKind.Record when node is MapNode:
                return BindRecord(path, shape);
            default:
                Report(path, $"has {node.ShapeName}", WantedShape(shape));
                return null;
        }
    }

    private object? BindScalar(string path, ValueShape shape, bool isFilePath)
    {
        var text = configuration[path]!;
        var value = ScalarParser.Make(shape.Type, text, out var mistake);
        if (mistake is not null) Report(path, mistake.Found, mistake.WouldDo);
        if (isFilePath && text.Contains('\0'))
        {
            Report(path, "is no path: it contains a NUL character", "a path, for example dcd0.mem");
            return "";
        }

        return isFilePath && text.Length > 0 ? Resolve(text, provider.Locate(path)) : value;
    }

    private IList BindList(string path, ValueShape shape, int count)
    {
        var items = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(shape.Type.GenericTypeArguments[0]))!;
        for (var i = 0; i < count; i++)
        {
            var itemPath = KeyPath.Of(path, i);
            if (provider.Find(itemPath) is ScalarNode { Text: null }) Report(itemPath, "the item is empty", WantedShape(shape.Element!));
            items.Add(BindValue(itemPath, shape.Element!) ?? Substitute(itemPath, shape.Element!));
        }

        return items;
    }

    // In ordinal order of name: the order of keys in a file must not decide anything.
    private IDictionary BindMap(string path, ValueShape shape)
    {
        var type = typeof(SortedDictionary<,>).MakeGenericType(typeof(string), shape.Type.GenericTypeArguments[1]);
        var map = (IDictionary)Activator.CreateInstance(type, StringComparer.Ordinal)!;
        foreach (var child in configuration.GetSection(path).GetChildren())
        {
            if (!child.Key.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_'))
                Report(child.Path, $"\"{child.Key}\" is not a name", NameRule);
            map.Add(child.Key, BindValue(child.Path, shape.Element!) ?? Substitute(child.Path, shape.Element!));
        }

        return map;
    }

    private object BindRecord(string path, ValueShape shape)
    {
        var record = Activator.CreateInstance(shape.Type)!;
        var section = path.Length == 0 ? configuration : configuration.GetSection(path);
        foreach (var child in section.GetChildren())
        {
            if (shape.Record.Find(child.Key) is null) ReportUnknown(child, shape.Record);
        }

        foreach (var key in shape.Record.Keys)
        {
            var keyPath = KeyPath.Join(path, key.Name);
            if (BindValue(keyPath, key.Value, key.IsFilePath) is { } value) key.Property.SetValue(record, value);
            else if (key.IsRequired && provider.Find(keyPath) is null or ScalarNode { Text: null }) Report(keyPath, "is missing", WantedShape(key.Value));
        }

        return record;
    }

    // Stands where nothing could be bound, so that the names and positions of all others stay right for the checks that follow.
    private object Substitute(string path, ValueShape shape) => shape.Kind switch
    {
        ShapeKind.Record when provider.Find(path) is ScalarNode { Text: null } => BindRecord(path, shape),
        ShapeKind.List => Activator.CreateInstance(typeof(List<>).MakeGenericType(shape.Type.GenericTypeArguments[0]))!,
        _ when shape.Type == typeof(string) => "",
        _ => Activator.CreateInstance(shape.Type)!,
    };

    private void ReportUnknown(IConfigurationSection child, RecordShape shape)
    {
        Report(child.Path, $"\"{child.Key}\" is not a key here", NearestName.Advice(child.Key, shape.Keys.Select(key => key.Name).ToList(), ""));
        if (NearestName.Of(child.Key, shape.Keys.Select(key => key.Name)) is { } meant) _unread.Add(KeyPath.Join(KeyPath.ParentOf(child.Path), meant));
    }

    private void Report(string path, string found, string wouldDo)
    {
        errors.Add(new ScenarioError(provider.Locate(path), path, found, wouldDo));
        _unread.Add(path);
    }

    private static string Resolve(string path, SourcePosition saidAt)
    {
        var folder = saidAt.Line == 0 ? "." : Path.GetDirectoryName(Path.GetFullPath(saidAt.Source))!;
        return Path.GetFullPath(path, Path.GetFullPath(folder));
    }

    private static string WantedShape(ValueShape shape) => shape.Kind switch
    {
        ShapeKind.List => "a list is wanted: [a, b], or one item a line after \"- \"",
        ShapeKind.Map => "a map is wanted: names, each with a value",
        ShapeKind.Record when shape.Record.Keys.Count > 0 => $"a map is wanted with the keys {string.Join(", ", shape.Record.Keys.Select(key => key.Name))}",
        _ => $"a single value is wanted ({ExampleOf(shape.Type)})",
    };

    private static string ExampleOf(Type type) => type switch
    {
        _ when type.IsEnum => string.Join(", ", Enum.GetNames(type).Select(name => char.ToLowerInvariant(name[0]) + name[1..])),
        _ when type == typeof(string) => "a text",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(ByteSize) => UnitTable.Size.Example,
        _ when type == typeof(Bandwidth) => UnitTable.Bandwidth.Example,
        _ when type == typeof(Protocol.SimTime) => UnitTable.Time.Example,
        _ when type == typeof(Share) => "70%",
        _ => "a number",
    };
}
