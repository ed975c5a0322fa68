using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Akka.Actor;
using CxlFabricSim.Actors.Akka.Membership;
using CxlFabricSim.Actors.Akka.Rounds;
using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Actors.Akka;

/// <summary>Runs a node's part of a model by the actors of an actor system.</summary>
public sealed class AkkaDriver : IDriver, IDisposable
{
    private static readonly TimeSpan LimitOfStopping = TimeSpan.FromSeconds(10);

    private readonly ActorSystem _system;
    private readonly Grain _grain;
    private readonly IMeetingPlace? _meetings;
    private readonly bool _isOwner;
    private readonly string _dispatcher;

    /// <param name="system">Where the actors live.</param>
    /// <param name="grain">How much of the fabric one of them runs.</param>
    /// <param name="meetings">Where the nodes meet; null for one alone.</param>
    /// <param name="threads">How many threads they have; null for what the settings say.</param>
    /// <param name="isOwner">Whether the system ends with the driver.</param>
    internal AkkaDriver(ActorSystem system, Grain grain, IMeetingPlace? meetings, int? threads = null, bool isOwner = false)
    {
        (_system, _grain, _meetings, _isOwner) = (system, grain, meetings, isOwner);
        (_dispatcher, Threads) = AkkaSettings.DispatcherOf(system, threads);
    }

    public bool HasPartitionPerActor => _grain == Grain.Element;

    public int Threads { get; }

    /// <summary>A driver for a run in this process alone, with an actor system of its own.</summary>
    /// <param name="grain">How much of the fabric one Akka actor runs.</param>
    /// <param name="hocon">The user's settings; null for none.</param>
    /// <param name="threads">How many threads the actors have; null for what the settings say.</param>
    /// <exception cref="FormatException">The user's settings cannot be read.</exception>
    public static AkkaDriver ForOneProcess(Grain grain, string? hocon = null, int? threads = null) =>
        new(ActorSystem.Create(AkkaSettings.SystemName, AkkaSettings.ForOneProcess(hocon)), grain, null, threads, isOwner: true);

    public void Drive(DrivenRounds rounds)
    {
        // The first word counts: what comes after a failure follows from it.
        var end = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var fabric = Create(FabricActor.Create(rounds, HasPartitionPerActor, _meetings, exception => end.TrySetResult(exception)).WithDispatcher(_dispatcher));
        var failure = end.Task.GetAwaiter().GetResult();
        // Actors of the fabric are read from here on: nothing may still run them, and the next run needs the name.
        if (!fabric.GracefulStop(LimitOfStopping).GetAwaiter().GetResult()) throw new InvalidOperationException("the actors of a run that is over do not stop");
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
    }

    public void Dispose()
    {
        if (_isOwner) _system.Terminate().GetAwaiter().GetResult();
    }

    /// <summary>Whoever waits for the end of an actor may hear of it a moment before its name is free again.</summary>
    private IActorRef Create(Props fabric)
    {
        var begin = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return _system.ActorOf(fabric, FabricActor.Name);
            }
            catch (InvalidActorNameException) when (Stopwatch.GetElapsedTime(begin) < LimitOfStopping)
            {
                Thread.Sleep(1);
            }
        }
    }
}
