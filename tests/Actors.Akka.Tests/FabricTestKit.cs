using Akka.TestKit.Xunit2;

namespace CxlFabricSim.Actors.Akka.Tests;

/// <summary>Specifications of the engine's actors, on an actor system with the engine's own settings.</summary>
public abstract class FabricTestKit : TestKit
{
    /// <summary>For what another thread or process does; a busy machine may take its time.</summary>
    protected static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    protected FabricTestKit()
        : base(AkkaSettings.ForOneProcess(null).WithFallback(DefaultConfig), AkkaSettings.SystemName)
    {
    }

    private protected FabricTestKit(MemberOptions member)
        : base(AkkaSettings.ForMember(member).WithFallback(DefaultConfig), AkkaSettings.SystemName)
    {
    }
}
