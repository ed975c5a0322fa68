namespace CxlFabricSim.Components.Doe;

/// <summary>The two dwords that every data object starts with (PCI Express base specification, "Data Object Exchange").</summary>
public static class DoeHeader
{
    public const int Dwords = 2;

    /// <summary>A length of zero means this many dwords.</summary>
    private const int LongestDwords = 1 << 18;

    public static uint First(ushort vendor, byte type) => (uint)type << 16 | vendor;

    public static int LengthOf(uint second) => (int)(second & LongestDwords - 1) is > 0 and var length ? length : LongestDwords;
}
