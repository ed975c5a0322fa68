namespace CxlFabricSim.Actors.Running;

/// <summary>
/// Runs the partitions of a process on something else than threads of the engine's own: the actors of another library, for example. Results
/// do not depend on it.
/// </summary>
public interface IDriver
{
    /// <summary>Whether each actor of the process is a partition of its own; otherwise all of them are one.</summary>
    bool HasPartitionPerActor { get; }

    /// <summary>How many threads it has for them.</summary>
    int Threads { get; }

    /// <summary>Runs rounds until there are none left. What ended the run early is thrown from here as it was thrown there.</summary>
    void Drive(DrivenRounds rounds);
}
