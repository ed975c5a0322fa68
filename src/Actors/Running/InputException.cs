namespace CxlFabricSim.Actors.Running;

/// <summary>What an actor was given to read has mistakes: no bug, and on whichever node it was met the user can mend it.</summary>
public class InputException(string message) : Exception(message)
{
    // No text begins with it that is written for people.
    private const char Mark = '\u0001';

    /// <summary>What a node tells the others of what it fails by.</summary>
    internal static string ReasonOf(Exception exception) => exception.InnerException is InputException input ? Mark + input.Message : exception.Message;

    /// <summary>The mistakes in what a node told; null when it told something else.</summary>
    internal static string? MistakesIn(string reason) => reason.StartsWith(Mark) ? reason[1..] : null;
}
