using System.Globalization;

namespace CxlFabricSim.Actors.Mpi;

/// <summary>How a job of several nodes is started, and how a process knows that it is one of them: by Open MPI or by MPICH (Hydra).</summary>
public static class MpiJob
{
    /// <summary>Names the command that starts jobs, where it is not mpirun.</summary>
    public const string StarterVariable = "CXL_MPIRUN";

    private const string OpenMpiSize = "OMPI_COMM_WORLD_SIZE";
    private const string OpenMpiRank = "OMPI_COMM_WORLD_RANK";
    private const string HydraSize = "PMI_SIZE";
    private const string HydraRank = "PMI_RANK";

    /// <summary>The command that starts jobs.</summary>
    public static string Starter => Environment.GetEnvironmentVariable(StarterVariable) is { Length: > 0 } given ? given : "mpirun";

    /// <summary>Whether this process, which is a node, was started by Open MPI.</summary>
    internal static bool IsOpenMpi => Environment.GetEnvironmentVariable(OpenMpiSize) is not null || Environment.GetEnvironmentVariable(HydraSize) is null;

    /// <summary>How many nodes the job has that a process with these variables was started in; null for one that nobody started so.</summary>
    public static int? SizeOf(IReadOnlyDictionary<string, string> environment) => NumberIn(environment, OpenMpiSize) ?? NumberIn(environment, HydraSize);

    /// <summary>The number of the node with these variables; null for a process that nobody started so.</summary>
    public static int? RankOf(IReadOnlyDictionary<string, string> environment) => NumberIn(environment, OpenMpiRank) ?? NumberIn(environment, HydraRank);

    /// <summary>The arguments of <see cref="Starter"/> for a job on this machine.</summary>
    /// <param name="nodes">How many processes.</param>
    /// <param name="isRoot">Whether root asks, whom Open MPI refuses otherwise.</param>
    /// <param name="isOpenMpi">Or else Hydra.</param>
    /// <param name="command">What each of them runs.</param>
    public static IReadOnlyList<string> Arguments(int nodes, bool isRoot, bool isOpenMpi, IReadOnlyList<string> command) =>
        isOpenMpi ? OfOpenMpi(nodes, isRoot, command) : ["-n", $"{nodes}", "-disable-auto-cleanup", .. command];

    private static List<string> OfOpenMpi(int nodes, bool isRoot, IReadOnlyList<string> command) =>
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

    private static int? NumberIn(IReadOnlyDictionary<string, string> environment, string name) =>
        environment.TryGetValue(name, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
