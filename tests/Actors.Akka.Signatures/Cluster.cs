using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster;

public enum MemberStatus
{
    Joining,
    Up,
    Leaving,
    Exiting,
    Down,
    Removed,
    WeaklyUp,
}

public class Member
{
    public Address Address => throw new NotSupportedException();

    public MemberStatus Status => throw new NotSupportedException();

    public ImmutableHashSet<string> Roles => throw new NotSupportedException();

    public bool IsOlderThan(Member other) => throw new NotSupportedException();
}

public class Cluster : IExtension
{
    public Address SelfAddress => throw new NotSupportedException();

    public ClusterEvent.CurrentClusterState State => throw new NotSupportedException();

    public static Cluster Get(ActorSystem system) => throw new NotSupportedException();

    public void Subscribe(IActorRef subscriber, ClusterEvent.SubscriptionInitialStateMode initialStateMode, params Type[] to) => throw new NotSupportedException();

    public void Unsubscribe(IActorRef subscriber) => throw new NotSupportedException();

    public void JoinSeedNodes(IEnumerable<Address> seedNodes) => throw new NotSupportedException();

    public void Down(Address address) => throw new NotSupportedException();

    public void RegisterOnMemberRemoved(Action callback) => throw new NotSupportedException();
}

public class ClusterEvent
{
    public enum SubscriptionInitialStateMode
    {
        InitialStateAsSnapshot,
        InitialStateAsEvents,
    }

    public interface IMemberEvent;

    public interface IReachabilityEvent;

    public sealed class CurrentClusterState
    {
        public ImmutableHashSet<Member> Unreachable => throw new NotSupportedException();
    }

    public abstract class MemberStatusChange : IMemberEvent
    {
        public Member Member => throw new NotSupportedException();
    }

    public sealed class MemberUp : MemberStatusChange;

    public sealed class MemberLeft : MemberStatusChange;

    public sealed class MemberDowned : MemberStatusChange;

    public sealed class MemberRemoved : MemberStatusChange
    {
        public MemberStatus PreviousStatus => throw new NotSupportedException();
    }
}
