namespace CxlFabricSim.Components.Features;

/// <summary>A byte that Set Feature writes: where it stands in what is sent, where in what Get Feature returns, and which bits count.</summary>
public readonly record struct FeatureField(int SentAt, int ReadAt, byte Mask = 0xFF);
