namespace CxlFabricSim.Actors.Mpi;

/// <summary>How a job of several nodes is started, and how a process knows that it is one of them.</summary>
public static class MpiJob
{
    private const string SizeVariable = "OMPI_COMM_WORLD_SIZE";

    /// <summary>The command that starts jobs.</summary>
    public const string Starter = "mpirun";

    /// <summary>How many nodes the job has that a process with these variables was started in; null for one that nobody started so.</summary>
    public static int? SizeOf(IReadOnlyDictionary<string, string> environment) =>
        environment.TryGetValue(SizeVariable, out var text) && int.TryParse(text, out var size) ? size : null;

    /// <summary>The arguments of <see cref="Starter"/> for a job on this machine.</summary>
    /// <param name="nodes">How many processes.</param>
    /// <param name="isRoot">Whether root asks, whom Open MPI refuses otherwise.</param>
    /// <param name="command">What each of them runs.</param>
    public static IReadOnlyList<string> Arguments(int nodes, bool isRoot, IReadOnlyList<string> command) =>
    [
        "-n", $"{nodes}",
        // More nodes than processors, each on whichever is free.
        "--oversubscribe", "--bind-to", "none",
        .. isRoot ? ["--allow-run-as-root"] : Array.Empty<string>(),
        // Shared memory where it can be. Copying straight out of another process is not allowed in most containers.
        "--mca", "pml", "ob1", "--mca", "btl", "self,vader,tcp", "--mca", "btl_vader_single_copy_mechanism", "none",
        "--mca", "mpi_yield_when_idle", "1",
        // When a node is lost the others read off their results before they end; mpirun would end them at once.
        "--mca", "orte_enable_recovery", "1",
        // Faults of the processor belong to the runtime, which has its own handlers.
        "--mca", "opal_signal", "6",
        .. command,
    ];
}
