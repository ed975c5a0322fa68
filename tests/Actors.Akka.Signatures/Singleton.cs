using Akka.Actor;

namespace Akka.Cluster.Tools.Singleton;

public sealed class ClusterSingletonManagerSettings
{
    public static ClusterSingletonManagerSettings Create(ActorSystem system) => throw new NotSupportedException();
}

public sealed class ClusterSingletonManager
{
    public static Props Props(Props singletonProps, object terminationMessage, ClusterSingletonManagerSettings settings) => throw new NotSupportedException();
}

public sealed class ClusterSingletonProxySettings
{
    public static ClusterSingletonProxySettings Create(ActorSystem system) => throw new NotSupportedException();
}

public sealed class ClusterSingletonProxy
{
    public static Props Props(string singletonManagerPath, ClusterSingletonProxySettings settings) => throw new NotSupportedException();
}
