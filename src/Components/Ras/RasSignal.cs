namespace CxlFabricSim.Components.Ras;

/// <summary>The error message that a component sends towards the host when an unmasked error is recorded: an AER internal error.</summary>
public enum RasSignal
{
    None = 0,
    Correctable = 1,
    NonFatal = 2,
    Fatal = 3,
}
