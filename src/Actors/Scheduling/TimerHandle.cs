namespace CxlFabricSim.Actors.Scheduling;

/// <summary>Names a timer to take it back. A default handle names none.</summary>
public readonly record struct TimerHandle(int Slot, int Generation);
