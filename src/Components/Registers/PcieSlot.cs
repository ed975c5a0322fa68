namespace CxlFabricSim.Components.Registers;

/// <summary>The slot of a downstream port.</summary>
/// <param name="Number">Physical slot number.</param>
/// <param name="IsOccupied">Something is plugged in and its link is up.</param>
/// <param name="HasPowerController">Software can switch the slot's power, which is off while it is empty.</param>
public readonly record struct PcieSlot(int Number, bool IsOccupied, bool HasPowerController)
{
    /// <summary>Software can have an interrupt for the link's changes too (Slot Control, Data Link Layer State Changed Enable).</summary>
    public bool ReportsLinkChanges { get; init; }
}
