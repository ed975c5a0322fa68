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

    /// <summary>HDM decoders of each upstream port.</summary>
    public int Decoders { get; init; } = 10;
}
