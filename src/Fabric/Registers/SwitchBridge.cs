using CxlFabricSim.Components.Registers;

namespace CxlFabricSim.Fabric.Registers;

/// <summary>A bridge of a switch that leads down: a physical port's or a vPPB's.</summary>
/// <param name="Function">Config space and BARs.</param>
/// <param name="Slot">Its link and slot registers.</param>
public sealed record SwitchBridge(PciFunction Function, SlotRegisters Slot);
