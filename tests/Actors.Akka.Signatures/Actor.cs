using Akka.Configuration;

namespace Akka.Actor;

public interface IActorRef
{
    ActorPath Path { get; }

    void Tell(object message, IActorRef sender);
}

public interface ICanTell;

public interface IActorRefFactory
{
    IActorRef ActorOf(Props props, string? name = null);

    ActorSelection ActorSelection(string actorPath);

    ActorSelection ActorSelection(ActorPath actorPath);

    void Stop(IActorRef actor);
}

public interface IUntypedActorContext : IActorRefFactory
{
    ActorSystem System { get; }

    IActorRef Parent { get; }

    IActorRef Self { get; }

    Props Props { get; }
}

public interface IWithTimers
{
    ITimerScheduler Timers { get; set; }
}

public interface ITimerScheduler
{
    void StartPeriodicTimer(object key, object msg, TimeSpan interval);

    void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval);

    void Cancel(object key);
}

public interface IExtension;

public interface IActorRefProvider
{
    IActorRef ResolveActorRef(string path);
}

public sealed class Address : IEquatable<Address>
{
    public Address(string protocol, string system, string? host = null, int? port = null) => throw new NotSupportedException();

    public string Host => throw new NotSupportedException();

    public int? Port => throw new NotSupportedException();

    public bool HasLocalScope => throw new NotSupportedException();

    public static Address Parse(string address) => throw new NotSupportedException();

    public bool Equals(Address? other) => throw new NotSupportedException();

    public override bool Equals(object? obj) => throw new NotSupportedException();

    public override int GetHashCode() => throw new NotSupportedException();

    public override string ToString() => throw new NotSupportedException();
}

public abstract class ActorPath
{
    public Address Address => throw new NotSupportedException();
}

public class ActorSelection : ICanTell
{
    public void Tell(object message, IActorRef? sender = null) => throw new NotSupportedException();
}

public static class ActorRefs
{
    public static readonly IActorRef NoSender = null!;
}

public static class ActorRefImplicitSenderExtensions
{
    public static void Tell(this IActorRef receiver, object message) => throw new NotSupportedException();
}

public static class GracefulStopSupport
{
    public static Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout) => throw new NotSupportedException();
}

public sealed class PoisonPill
{
    public static PoisonPill Instance => throw new NotSupportedException();
}

public class Props
{
    public static Props Create<TActor>(System.Linq.Expressions.Expression<Func<TActor>> factory, SupervisorStrategy? supervisorStrategy = null)
        where TActor : ActorBase => throw new NotSupportedException();

    public string Dispatcher => throw new NotSupportedException();

    public Props WithDispatcher(string dispatcher) => throw new NotSupportedException();
}

public enum Directive
{
    Resume,
    Restart,
    Escalate,
    Stop,
}

public class InvalidActorNameException : Exception;

public abstract class SupervisorStrategy;

public class OneForOneStrategy : SupervisorStrategy
{
    public OneForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true) =>
        throw new NotSupportedException();
}

public abstract class ActorBase
{
    protected IActorRef Self => throw new NotSupportedException();

    public IActorRef Sender => throw new NotSupportedException();

    protected virtual void PreStart() => throw new NotSupportedException();

    protected virtual void PostStop() => throw new NotSupportedException();

    protected virtual SupervisorStrategy SupervisorStrategy() => throw new NotSupportedException();

    protected virtual void Unhandled(object message) => throw new NotSupportedException();
}

public abstract class UntypedActor : ActorBase
{
    protected static IUntypedActorContext Context => throw new NotSupportedException();

    protected abstract void OnReceive(object message);
}

public abstract class ActorSystem : IActorRefFactory, IDisposable
{
    public abstract Task WhenTerminated { get; }

    public abstract Settings Settings { get; }

    public static ActorSystem Create(string name, Config config) => throw new NotSupportedException();

    public abstract IActorRef ActorOf(Props props, string? name = null);

    public abstract ActorSelection ActorSelection(string actorPath);

    public abstract ActorSelection ActorSelection(ActorPath actorPath);

    public abstract void Stop(IActorRef actor);

    public abstract Task Terminate();

    public void Dispose() => throw new NotSupportedException();
}

public class Settings
{
    public Config Config => throw new NotSupportedException();

    public void InjectTopLevelFallback(Config config) => throw new NotSupportedException();
}

public abstract class ExtendedActorSystem : ActorSystem
{
    public abstract IActorRefProvider Provider { get; }
}

public sealed class CoordinatedShutdown : IExtension
{
    public const string PhaseBeforeClusterShutdown = "before-cluster-shutdown";

    public static CoordinatedShutdown Get(ActorSystem sys) => throw new NotSupportedException();

    public void AddTask(string phase, string taskName, Func<Task<Done>> task) => throw new NotSupportedException();

    public Task<Done> Run(Reason reason, string? fromPhase = null) => throw new NotSupportedException();

    public class Reason;

    public class ClrExitReason : Reason
    {
        public static readonly Reason Instance = null!;
    }
}
