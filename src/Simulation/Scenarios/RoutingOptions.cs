namespace CxlFabricSim.Simulation.Scenarios;

/// <summary>How switches route by id over the links between them (port-based routing).</summary>
public sealed record RoutingOptions
{
    /// <summary>Shortest where nothing is said, on a ring template upDown: around a circle shortest ways can block one another.</summary>
    public RoutePaths? Paths { get; init; }

    public EqualRoutes Equal { get; init; } = EqualRoutes.First;
}

/// <summary>Which way a message may take between two switches.</summary>
public enum RoutePaths
{
    /// <summary>The fewest links. In a ring such routes can block one another for good, and are then refused.</summary>
    Shortest,

    /// <summary>First towards the root switch, then away from it: never blocks, on any topology.</summary>
    UpDown,
}

/// <summary>Which of several equally short ways.</summary>
public enum EqualRoutes
{
    /// <summary>Through the first such port in the switch's list.</summary>
    First,

    /// <summary>Spread over them by destination.</summary>
    Spread,
}
