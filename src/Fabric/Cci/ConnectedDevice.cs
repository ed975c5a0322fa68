using CxlFabricSim.Components.Registers;

namespace CxlFabricSim.Fabric.Cci;

/// <summary>
/// The memory device behind a port of a switch, or one head of it: a manager numbers the logical devices of a head from 0, messages number
/// them over the whole device.
/// </summary>
/// <param name="LogicalDevices">How many hosts it can have here.</param>
/// <param name="Id">The 12-bit id by which messages name it.</param>
/// <param name="Link">What its end of the link can do.</param>
/// <param name="IsFlit256">It runs 256-byte flits.</param>
public sealed record ConnectedDevice(int LogicalDevices, ushort Id, PcieLink Link, bool IsFlit256 = false)
{
    /// <summary>Its place in the list of devices that can be plugged in; -1 where there is no such list.</summary>
    public int Number { get; init; } = -1;

    /// <summary>How many heads the device has: its logical devices belong to them in turn.</summary>
    public int Heads { get; init; } = 1;

    /// <summary>The head at the port.</summary>
    public int Head { get; init; }

    /// <summary>A logical device of the head, as messages name it.</summary>
    public byte NumberInDevice(int ldId) => (byte)(ldId * Heads + Head);

    /// <summary>What messages name, as the manager knows it at this head.</summary>
    public byte NumberAtHead(int ldId) => (byte)(ldId / Heads);
}
