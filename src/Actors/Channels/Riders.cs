namespace CxlFabricSim.Actors.Channels;

/// <summary>Messages that travel with others for nothing.</summary>
/// <param name="Class">Of these,</param>
/// <param name="Count">so many</param>
/// <param name="With">with each message of that class.</param>
public sealed record Riders(int Class, int Count, int With);
