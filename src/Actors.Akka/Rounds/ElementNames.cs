namespace CxlFabricSim.Actors.Akka.Rounds;

/// <summary>Names of actors as parts of paths.</summary>
internal static class ElementNames
{
    /// <summary>Of the element that has all actors of a node.</summary>
    public const string All = "all";

    public static string Of(Actor actor) => Uri.EscapeDataString(actor.Name);
}
