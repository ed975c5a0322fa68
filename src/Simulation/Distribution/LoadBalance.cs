namespace CxlFabricSim.Simulation.Distribution;

/// <summary>How even the work of nodes was, and what would make it more so; different from run to run.</summary>
/// <param name="Imbalance">The work of the busiest node over that of an average one.</param>
/// <param name="Moves">What to put elsewhere, one after the other; empty where nothing would gain.</param>
/// <param name="ImbalanceAfter">What it would be then.</param>
/// <param name="Gain">How many times as fast the run would be then, if a meeting takes what it takes now.</param>
public sealed record LoadBalance(double Imbalance, IReadOnlyList<ActorMove> Moves, double ImbalanceAfter, double Gain);

/// <summary>Actors that should go to another node, together: channels between them are shorter than what the nodes meet by.</summary>
/// <param name="Actors">Their names.</param>
/// <param name="From">Their node.</param>
/// <param name="To">Where they would do better.</param>
/// <param name="Share">Their share of all work.</param>
public sealed record ActorMove(IReadOnlyList<string> Actors, string From, string To, double Share);
