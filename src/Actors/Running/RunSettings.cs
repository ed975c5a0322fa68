using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Running;

/// <summary>How to run a model. Results do not depend on the number of threads.</summary>
public sealed record RunSettings
{
    /// <summary>Worker threads, at most one an actor.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Never folds: every thread runs its own partition even when windows are too small to pay.</summary>
    public bool ThreadsExact { get; init; }

    /// <summary>Who runs the partitions; null for threads of the engine's own. It, and not <see cref="Threads"/>, says how many there are.</summary>
    public IDriver? Driver { get; init; }

    /// <summary>What kind an actor is of, for whoever shows actors by their kind; null where all are of one.</summary>
    public Func<Actor, string>? KindOf { get; init; }

    /// <summary>Who speaks to the model while it runs, and keeps it alive when nothing is left to happen; only on one thread.</summary>
    public IOutsideWorld? Outside { get; init; }

    /// <summary>The processes that share the model; null for a run in one process.</summary>
    public ICluster? Cluster { get; init; }

    /// <summary>The node of each actor, by its number, the same on every node; see <see cref="Model.Place"/>.</summary>
    public IReadOnlyList<int> NodeOfActor { get; init; } = [];

    /// <summary>The run ends here; without it, when nothing is left to happen.</summary>
    public SimTime? Duration { get; init; }
}
