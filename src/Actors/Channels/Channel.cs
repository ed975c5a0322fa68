namespace CxlFabricSim.Actors.Channels;

/// <summary>One direction between two ports, as its two ends.</summary>
public readonly record struct Channel(OutputPort Output, InputPort Input);
