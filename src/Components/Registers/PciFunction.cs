namespace CxlFabricSim.Components.Registers;

/// <summary>A PCI function as a driver or a vfio-user client finds it: config space, and a register file behind each BAR.</summary>
/// <param name="name">For messages.</param>
/// <param name="configSpace">4096 bytes; capability by capability.</param>
/// <param name="bars">By number of the BAR, where there is one.</param>
public sealed class PciFunction(string name, RegisterFile configSpace, IReadOnlyDictionary<int, RegisterFile> bars)
{
    public string Name => name;

    public RegisterFile ConfigSpace => configSpace;

    public IReadOnlyDictionary<int, RegisterFile> Bars => bars;
}
