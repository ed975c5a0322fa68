using Akka;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.Singleton;
using CxlFabricSim.Actors.Akka.Membership;

namespace CxlFabricSim.Actors.Akka;

/// <summary>This process as a member of an Akka cluster: it joins, takes part in one run, and leaves.</summary>
public sealed class AkkaMember : IDisposable
{
    private static readonly TimeSpan LimitOfLeaving = TimeSpan.FromSeconds(15);

    private readonly ActorSystem _system;
    private readonly MemberState _state;
    private readonly IActorRef _member;
    private readonly TaskCompletionSource<Done> _runIsOver = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AkkaMember(ActorSystem system, MemberState state)
    {
        (_system, _state) = (system, state);
        system.ActorOf(
            ClusterSingletonManager.Props(CoordinatorActor.Create(), PoisonPill.Instance, ClusterSingletonManagerSettings.Create(system)), CoordinatorActor.ManagerName);
        var coordinator = system.ActorOf(
            ClusterSingletonProxy.Props($"/user/{CoordinatorActor.ManagerName}", ClusterSingletonProxySettings.Create(system)), $"{CoordinatorActor.ManagerName}-proxy");
        _member = system.ActorOf(MemberActor.Create(state, coordinator), MemberActor.Name);
        var cluster = Cluster.Get(system);
        cluster.RegisterOnMemberRemoved(() => _member.Tell(LeftCluster.Instance, ActorRefs.NoSender));
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeClusterShutdown, "results of the run", () => _runIsOver.Task);
        var address = cluster.SelfAddress;
        Address = new MemberAddress(address.Host!, address.Port!.Value);
    }

    /// <summary>Where others find this member.</summary>
    public MemberAddress Address { get; }

    /// <summary>Starts to join; nothing waits for it here.</summary>
    /// <param name="options">Where and as what.</param>
    /// <param name="tell">Told in words what a run still waits for; from any thread.</param>
    /// <exception cref="FormatException">The user's settings cannot be read.</exception>
    public static AkkaMember Join(MemberOptions options, Action<string> tell)
    {
        var settings = AkkaSettings.ForMember(options);
        var system = ActorSystem.Create(AkkaSettings.SystemName, settings);
        try
        {
            if (AkkaSettings.AsksDiscovery(settings)) Cluster.Get(system).JoinSeedNodes(DiscoveredSeeds.Find(system));
        }
        catch (FormatException)
        {
            system.Terminate().GetAwaiter().GetResult();
            throw;
        }

        return new AkkaMember(system, new MemberState(options.Patience, tell));
    }

    /// <summary>Asks for a run.</summary>
    public void Submit(Job job) => _member.Tell(job, ActorRefs.NoSender);

    /// <summary>Waits until a run starts here; null when this member leaves before.</summary>
    public StartedRun? AwaitStart()
    {
        try
        {
            return _state.Started.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>A driver for this node's part of the run.</summary>
    /// <param name="cluster">The nodes of the run.</param>
    /// <param name="grain">How much of the fabric one Akka actor runs.</param>
    /// <param name="threads">How many threads the actors have; null for what the settings say.</param>
    public AkkaDriver CreateDriver(AkkaCluster cluster, Grain grain, int? threads = null) => new(_system, grain, cluster, threads);

    /// <summary>How the run ends early when this member leaves; null once it is over.</summary>
    public void FollowLeave(Action? endRun) => _state.FollowLeave(endRun);

    /// <summary>Leaves the cluster: what runs here ends on all nodes first, with the results so far. For any thread.</summary>
    public void Leave() => _state.Leave();

    public void Dispose()
    {
        _runIsOver.TrySetResult(Done.Instance);
        CoordinatedShutdown.Get(_system).Run(CoordinatedShutdown.ClrExitReason.Instance).Wait(LimitOfLeaving);
        _system.WhenTerminated.Wait(LimitOfLeaving);
    }
}
