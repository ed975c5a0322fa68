using Akka.Actor;
using Akka.Cluster;
using CxlFabricSim.Actors.Akka.Wire;

namespace CxlFabricSim.Actors.Akka.Membership;

/// <summary>Nodes as members of the cluster.</summary>
internal sealed class RemotePeers : IPeers
{
    private readonly Cluster _cluster;
    private readonly Address[] _addresses;
    private readonly IActorRef[] _members;

    public RemotePeers(ExtendedActorSystem system, IReadOnlyList<string> addresses)
    {
        _cluster = Cluster.Get(system);
        _addresses = [.. addresses.Select(Address.Parse)];
        _members = [.. addresses.Select(address => system.Provider.ResolveActorRef($"{address}/user/{MemberActor.Name}"))];
    }

    public string NameOf(int node) => $"node-{node} ({_addresses[node].Host}:{_addresses[node].Port})";

    /// <summary>The number of the node at an address; -1 for a member that takes no part.</summary>
    public int NodeAt(Address address) => Array.IndexOf(_addresses, address);

    public void Tell(int node, NodeFrame frame) => _members[node].Tell(frame, ActorRefs.NoSender);

    public void PutOut(int node) => _cluster.Down(_addresses[node]);
}
