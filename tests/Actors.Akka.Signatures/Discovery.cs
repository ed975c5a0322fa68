using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Discovery;

public class Discovery : IExtension
{
    public ServiceDiscovery Default => throw new NotSupportedException();

    public static Discovery Get(ActorSystem system) => throw new NotSupportedException();
}

public abstract class ServiceDiscovery
{
    public Task<Resolved> Lookup(string serviceName, TimeSpan resolveTimeout) => throw new NotSupportedException();

    public class Resolved
    {
        public ImmutableList<ResolvedTarget> Addresses => throw new NotSupportedException();
    }

    public class ResolvedTarget
    {
        public string Host => throw new NotSupportedException();

        public int? Port => throw new NotSupportedException();
    }
}
