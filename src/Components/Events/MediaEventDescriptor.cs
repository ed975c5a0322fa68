namespace CxlFabricSim.Components.Events;

/// <summary>The memory event descriptor of General Media and DRAM events.</summary>
[Flags]
#pragma warning disable CA1028 // One byte of the record.
public enum MediaEventDescriptor : byte
#pragma warning restore CA1028
{
    None = 0,
    Uncorrectable = 1 << 0,
    Threshold = 1 << 1,
    PoisonListOverflow = 1 << 2,
}
