namespace CxlFabricSim.Actors.Akka.Membership;

/// <summary>Where a node waits for others without holding a thread.</summary>
internal interface IMeetingPlace
{
    /// <summary>Calls once, from any thread, when all that was waited for is here, or when it never will be.</summary>
    void WhenMet(Action met);

    /// <summary>Gives up on nodes that have not answered for too long.</summary>
    void LookAround();
}
