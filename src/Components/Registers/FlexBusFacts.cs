namespace CxlFabricSim.Components.Registers;

/// <summary>What the Flex Bus port of a device or port can do, and what was negotiated.</summary>
/// <param name="Capability">Which protocols and flits.</param>
/// <param name="Control">Which of them are switched on.</param>
/// <param name="Status">What the link came up with.</param>
/// <param name="ControlWritable">The bits of control that the host may change.</param>
public readonly record struct FlexBusFacts(ushort Capability, ushort Control, ushort Status, ushort ControlWritable = 0);
