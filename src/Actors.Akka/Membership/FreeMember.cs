namespace CxlFabricSim.Actors.Akka.Membership;

/// <summary>A member of the cluster that takes part in no run yet.</summary>
/// <param name="Address">As Akka writes it.</param>
/// <param name="Roles">What kinds of actors it takes; nothing for any.</param>
internal sealed record FreeMember(string Address, IReadOnlyCollection<string> Roles);
