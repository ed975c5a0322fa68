using CxlFabricSim.Actors.Akka;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Cli.Live;

namespace CxlFabricSim.Cli.Nodes;

/// <summary>The Akka engine: runs in this process, in a cluster that is there, and in one that is started for the run.</summary>
internal static class AkkaEngine
{
    /// <summary>Whether the user's settings say how to find members to join.</summary>
    public static bool NamesMembers(string hocon) => Configured(() => AkkaSettings.NamesMembers(hocon));

    /// <summary>Who runs a model in this process alone.</summary>
    public static IDriver CreateDriver(EngineOptions options) => Configured(() => AkkaDriver.ForOneProcess(GrainOf(options), options.Hocon, options.Threads));

    /// <summary>Asks a cluster for a run and takes part in it.</summary>
    public static int Submit(RunRequest request, EngineOptions options, Surroundings surroundings)
    {
        using var member = Join(options, [], surroundings);
        using var signals = new StopSignals(member.Leave);
        member.Submit(new Job(request.Arguments, Environment.CurrentDirectory, request.RolesOfNodes));
        if (member.AwaitStart() is not { } run) return ExitCode.Signalled + signals.Received;
        signals.Dispose();
        return Run(member, run, isAskedForHere: true, surroundings);
    }

    /// <summary>Starts a cluster of processes on this machine for one run.</summary>
    public static int StartCluster(RunRequest request, EngineOptions options, string? configPath) => LocalCluster.Run(request, options, configPath);

    /// <summary>Waits in a cluster for a run and takes part in it.</summary>
    public static int TakePart(EngineOptions options, IReadOnlyList<string> roles, Surroundings surroundings)
    {
        using var member = Join(options, roles, surroundings);
        using var signals = new StopSignals(member.Leave);
        surroundings.Error.WriteLine($"member at {member.Address}{(roles.Count > 0 ? $" for {string.Join(", ", roles)}" : "")}");
        if (member.AwaitStart() is not { } run) return ExitCode.Success;
        if (Directory.Exists(run.Job.Folder)) Environment.CurrentDirectory = run.Job.Folder;
        return Run(member, run, isAskedForHere: false, surroundings);
    }

    private static int Run(AkkaMember member, StartedRun run, bool isAskedForHere, Surroundings surroundings)
    {
        try
        {
            run.Cluster.Measure();
            return CommandLine.Invoke(run.Job.Arguments, surroundings with { Joined = new JoinedAkkaRun(member, run, isAskedForHere) });
        }
        catch (NodeLostException exception)
        {
            surroundings.Error.WriteLine($"cxlsim: {exception.Message}");
            return ExitCode.NodeLost;
        }
        finally
        {
            member.FollowLeave(null);
        }
    }

    private static AkkaMember Join(EngineOptions options, IReadOnlyList<string> roles, Surroundings surroundings) =>
        Configured(() => AkkaMember.Join(MemberOf(options, roles), surroundings.Error.WriteLine));

    private static T Configured<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException exception)
        {
            throw new EngineException($"--akka-config: {exception.Message}", exception);
        }
    }

    private static MemberOptions MemberOf(EngineOptions options, IReadOnlyList<string> roles) => new()
    {
        Seeds = options.Seeds,
        Listen = options.Listen is null ? null : MemberAddress.Parse(options.Listen),
        Roles = roles,
        Hocon = options.Hocon,
        Patience = options.Patience,
    };

    private static Grain GrainOf(EngineOptions options) => options.IsGrainNode ? Grain.Node : Grain.Element;

    private sealed class JoinedAkkaRun(AkkaMember member, StartedRun run, bool isAskedForHere) : IJoinedRun
    {
        public NodeGroup Nodes { get; } = new(run.Cluster, run.Cluster.Post, run.Cluster.Description);

        public IReadOnlyList<string> Settings => run.Settings;

        public bool IsAskedForHere => isAskedForHere;

        public IDriver CreateDriver(EngineOptions options) => member.CreateDriver(run.Cluster, GrainOf(options), options.Threads);

        public void FollowLeave(Action? endRun) => member.FollowLeave(endRun);
    }
}
