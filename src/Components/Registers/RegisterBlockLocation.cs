namespace CxlFabricSim.Components.Registers;

/// <summary>Where the Register Locator DVSEC says that a block of registers starts: at the beginning of this BAR.</summary>
public readonly record struct RegisterBlockLocation(RegisterBlockId Id, int Bar);
