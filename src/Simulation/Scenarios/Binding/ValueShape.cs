namespace CxlFabricSim.Simulation.Scenarios.Binding;

/// <summary>What a key's value may look like, read off the type of the property it is bound to.</summary>
internal sealed class ValueShape
{
    private readonly Lazy<RecordShape> _record;

    private ValueShape(ShapeKind kind, Type type, ValueShape? element = null)
    {
        Kind = kind;
        Type = type;
        Element = element;
        _record = new Lazy<RecordShape>(() => RecordShape.Of(type));
    }

    public static ValueShape OfScenario { get; } = Of(typeof(Scenario));

    public ShapeKind Kind { get; }

    /// <summary>The type to make; of a nullable value, the type inside.</summary>
    public Type Type { get; }

    /// <summary>Of a list's items or a map's values.</summary>
    public ValueShape? Element { get; }

    /// <summary>The keys of a record.</summary>
    public RecordShape Record => _record.Value;

    public static ValueShape Of(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return Of(inner);
        if (ScalarParser.Takes(type)) return new ValueShape(ShapeKind.Scalar, type);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            return new ValueShape(ShapeKind.List, type, Of(type.GenericTypeArguments[0]));
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
            return new ValueShape(ShapeKind.Map, type, Of(type.GenericTypeArguments[1]));
        return new ValueShape(ShapeKind.Record, type);
    }

    /// <summary>The shape behind a key or list position; null where there is none.</summary>
    public ValueShape? Inside(string segment) => Kind == ShapeKind.Record ? Record.Find(segment)?.Value : Element;
}
