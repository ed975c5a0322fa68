using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace CxlFabricSim.Simulation.Scenarios.Binding;

/// <summary>The keys of a record, read off its properties: <c>LinkTypes</c> is written <c>linkTypes</c>.</summary>
internal sealed class RecordShape
{
    private static readonly ConcurrentDictionary<Type, RecordShape> Known = new();

    private readonly Dictionary<string, KeyShape> _byName;

    private RecordShape(Type type)
    {
        Keys = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite).Select(KeyShape.Of).ToList();
        _byName = Keys.ToDictionary(key => key.Name, StringComparer.OrdinalIgnoreCase);
        ShortForm = type.GetCustomAttribute<ShortFormAttribute>() is { } shortForm
            ? Keys.Single(key => key.Property.Name == shortForm.Property)
            : null;
    }

    public IReadOnlyList<KeyShape> Keys { get; }

    /// <summary>The key that a single value in the record's place stands for.</summary>
    public KeyShape? ShortForm { get; }

    public static RecordShape Of(Type type) => Known.GetOrAdd(type, key => new RecordShape(key));

    public KeyShape? Find(string name) => _byName.GetValueOrDefault(name);
}

/// <summary>One key of a record.</summary>
internal sealed record KeyShape(string Name, PropertyInfo Property, ValueShape Value, bool IsRequired, bool IsFilePath)
{
    public static KeyShape Of(PropertyInfo property) => new(
        char.ToLowerInvariant(property.Name[0]) + property.Name[1..],
        property,
        ValueShape.Of(property.PropertyType),
        property.IsDefined(typeof(RequiredAttribute)),
        property.IsDefined(typeof(FilePathAttribute)));
}
