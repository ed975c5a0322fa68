namespace CxlFabricSim.Actors.Akka;

/// <summary>How a process becomes a member of a cluster.</summary>
public sealed record MemberOptions
{
    /// <summary>Members to ask, as host:port; none where the settings name them.</summary>
    public IReadOnlyList<string> Seeds { get; init; } = [];

    /// <summary>Where this member is reached; null for any free port of the loopback.</summary>
    public MemberAddress? Listen { get; init; }

    /// <summary>What kinds of actors it takes; nothing for any.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>The user's settings, which lie over ours.</summary>
    public string? Hocon { get; init; }

    /// <summary>For how long another member may be without an answer.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);
}
