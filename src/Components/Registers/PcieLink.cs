namespace CxlFabricSim.Components.Registers;

/// <summary>A PCI Express link's speed and width as its registers encode them.</summary>
/// <param name="Speed">The code of the speed: 1 for 2.5 GT/s to 6 for 64 GT/s.</param>
/// <param name="Width">Lanes.</param>
public readonly record struct PcieLink(int Speed, int Width)
{
    /// <summary>Speed in bits 3:0 and width in 9:4, in Link Capabilities and in Link Status.</summary>
    public uint Encoded => (uint)(Width << 4 | Speed);

    /// <summary>What a link between two ends comes up with.</summary>
    public static PcieLink Between(PcieLink one, PcieLink other) =>
        new(Math.Min(one.Speed, other.Speed), Math.Min(one.Width, other.Width));
}
