namespace CxlFabricSim.Components.Registers;

/// <summary>A designated vendor-specific extended capability of the CXL consortium.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Revision">Of its layout.</param>
/// <param name="Length">With its header of 10 bytes.</param>
/// <param name="Fields">From 0Ah on, at offsets from the start of the capability.</param>
public sealed record Dvsec(DvsecId Id, int Revision, int Length, params RegisterField[] Fields)
{
    /// <summary>The dword whose bit 0, once written, makes all of the capability read-only until reset; null without such a lock.</summary>
    public int? LockOffset { get; init; }

    /// <summary>The consortium's PCI vendor id.</summary>
    public const ushort CxlVendor = 0x1E98;
}
