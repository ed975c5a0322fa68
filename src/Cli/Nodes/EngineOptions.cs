namespace CxlFabricSim.Cli.Nodes;

/// <summary>What the command line says of the Akka engine.</summary>
/// <param name="IsGrainNode">Whether all actors of a node are one; otherwise each host, switch and device is its own.</param>
/// <param name="Seeds">Members of a cluster to join, as host:port.</param>
/// <param name="Listen">Where this member is reached; null for any free port of the loopback.</param>
/// <param name="Hocon">Text of the user's own settings; null for none.</param>
/// <param name="Patience">For how long another node may be without an answer.</param>
/// <param name="Threads">How many threads the actors of a process have; null for what the settings say.</param>
internal sealed record EngineOptions(bool IsGrainNode, IReadOnlyList<string> Seeds, string? Listen, string? Hocon, TimeSpan Patience, int? Threads = null);
