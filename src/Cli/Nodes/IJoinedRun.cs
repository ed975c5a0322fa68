using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Cli.Nodes;

/// <summary>A run that this process has joined as one of several nodes.</summary>
internal interface IJoinedRun
{
    NodeGroup Nodes { get; }

    /// <summary>Of the scenario, as --set gives them, beside those on the command line.</summary>
    IReadOnlyList<string> Settings { get; }

    /// <summary>Whether the run was asked for here, so that signals end it; elsewhere they make the node leave.</summary>
    bool IsAskedForHere { get; }

    /// <summary>Who runs this node's actors.</summary>
    IDriver CreateDriver(EngineOptions options);

    /// <summary>How the run ends early when this node leaves; null once it is over.</summary>
    void FollowLeave(Action? endRun);
}
