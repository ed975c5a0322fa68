using CxlFabricSim.Fabric.Registers;

namespace CxlFabricSim.Fabric.Cci;

/// <summary>What a switch is made of, for its CCI.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Ports">Its physical ports, in order of their numbers.</param>
/// <param name="VirtualSwitches">In order of their numbers.</param>
public sealed record SwitchDescription(string Name, IReadOnlyList<PhysicalPort> Ports, IReadOnlyList<ManagedVcs> VirtualSwitches)
{
    public SwitchCciProfile Profile { get; init; } = SwitchCciProfile.Cxl;

    public SwitchProfile Registers { get; init; } = new();

    /// <summary>Zero for none.</summary>
    public ulong Serial { get; init; }

    /// <summary>Devices behind other switches, by the id that messages go by, and the port on the way there.</summary>
    public IReadOnlyDictionary<ushort, (byte Port, ConnectedDevice Device)> FarDevices { get; init; } =
        new Dictionary<ushort, (byte, ConnectedDevice)>();

    /// <summary>HDM decoders of each upstream port.</summary>
    public int Decoders { get; init; } = 10;
}
