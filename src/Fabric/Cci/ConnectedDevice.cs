using CxlFabricSim.Components.Registers;

namespace CxlFabricSim.Fabric.Cci;

/// <summary>The memory device behind a port of a switch.</summary>
/// <param name="LogicalDevices">How many hosts it can have.</param>
/// <param name="Id">The 12-bit id by which messages name it.</param>
/// <param name="Link">What its end of the link can do.</param>
/// <param name="IsFlit256">It runs 256-byte flits.</param>
public sealed record ConnectedDevice(int LogicalDevices, ushort Id, PcieLink Link, bool IsFlit256 = false)
{
    /// <summary>Its place in the list of devices that can be plugged in; -1 where there is no such list.</summary>
    public int Number { get; init; } = -1;
}
