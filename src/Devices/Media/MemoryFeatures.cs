using System.Collections.Immutable;
using CxlFabricSim.Components.Features;

namespace CxlFabricSim.Devices.Media;

/// <summary>
/// The eight features of a memory device, with QEMU's values: patrol scrub, error check scrub, two kinds of post package repair and four of
/// memory sparing (CXL 3.x, "Memory Device Features").
/// </summary>
public static class MemoryFeatures
{
    /// <summary>892ba475-fad8-474e-9d3e-692c917568bb, soft post package repair.</summary>
    public static readonly UInt128 SoftRepair = new(0x892BA475FAD8474E, 0x9D3E692C917568BB);

    /// <summary>80ea4521-786f-4127-afb1-ec7459fb0e24, hard post package repair.</summary>
    public static readonly UInt128 HardRepair = new(0x80EA4521786F4127, 0xAFB1EC7459FB0E24);

    /// <summary>Where each stands in <see cref="All"/>, by its index in Get Supported Features.</summary>
    public static readonly ImmutableArray<int> Listing = [2, 3, 0, 1, 4, 5, 6, 7];

    private const FeatureAttributes Repairable = FeatureAttributes.Changeable | FeatureAttributes.DefaultSelection;

    // Maintenance classes and subclasses, as in Perform Maintenance.
    private const byte RepairClass = 1;
    private const byte SparingClass = 2;

    private static readonly UInt128 PatrolScrub = new(0x96DAD7D6FDE8482B, 0xA73375774E06DB8A);
    private static readonly UInt128 ErrorCheckScrub = new(0xE5B13F2223284A14, 0xB8BAB9691E893386);
    private static readonly UInt128 CachelineSparing = new(0x96C3338691DD44C7, 0x9ECBFDAF6503BAC4);
    private static readonly UInt128 RowSparing = new(0x450EBF67B1354F97, 0xA498C2D57F279BED);
    private static readonly UInt128 BankSparing = new(0x78B7963690AC4B64, 0xA4EFFAAC5D18A863);
    private static readonly UInt128 RankSparing = new(0x34DBAFF505524281, 0x8F76DA0B5E7A76A7);

    /// <summary>The features in the order in which QEMU keeps them.</summary>
    /// <param name="persistence">What holds for all of them beyond their own attributes.</param>
    public static ImmutableArray<Feature> All(FeatureAttributes persistence) =>
    [
        .. new[]
        {
            Repair(SoftRepair, 0), Repair(HardRepair, 1), Scrub(), ErrorCheck(),
            Sparing(CachelineSparing, 0), Sparing(RowSparing, 1), Sparing(BankSparing, 2), Sparing(RankSparing, 3),
        }.Select(feature => feature with { Attributes = feature.Attributes | persistence }),
    ];

    /// <summary>Value: capabilities u8, hours a cycle u8, fewest hours u8, flags u8 (bit 0 on). Sent: hours u8, flags u8.</summary>
    private static Feature Scrub() => new()
    {
        Identifier = PatrolScrub,
        Default = [0x03, 0x0C, 0x01, 0x00],
        SetBytes = 2,
        Fields = [new FeatureField(0, 1), new FeatureField(1, 3, 0x01)],
    };

    /// <summary>Value: log type u8; for each of 3 parts capabilities u8, configuration u16, flags u8. Sent: log type, 3 configurations.</summary>
    private static Feature ErrorCheck() => new()
    {
        Identifier = ErrorCheckScrub,
        Default = [0x01, 0x01, 0x03, 0x00, 0x00, 0x01, 0x03, 0x00, 0x00, 0x01, 0x03, 0x00, 0x00],
        SetBytes = 7,
        Fields =
        [
            new FeatureField(0, 0),
            new FeatureField(1, 2, 0x1F), new FeatureField(2, 3, 0x00),
            new FeatureField(3, 6, 0x1F), new FeatureField(4, 7, 0x00),
            new FeatureField(5, 10, 0x1F), new FeatureField(6, 11, 0x00),
        ],
    };

    /// <summary>
    /// Value: longest time u8, capabilities u16, mode u16, class u8, subclass u8, 9 reserved, flags u8, restrictions u16, own mode u8 (bit 0:
    /// a repair makes a memory sparing record). Sent: mode u16, own mode u8.
    /// </summary>
    private static Feature Repair(UInt128 identifier, byte subclass) => new()
    {
        Identifier = identifier,
        Default = [0x05, 0, 0, 0, 0, RepairClass, subclass, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x05, 0, 0, 0x01],
        SetBytes = 3,
        Fields = [new FeatureField(0, 3), new FeatureField(1, 4), new FeatureField(2, 19)],
        Attributes = Repairable,
        Version = 3,
    };

    /// <summary>
    /// Value: longest time u8, capabilities u16, mode u16, class u8, subclass u8, 9 reserved, restrictions u8, flags u16. Sent: mode u16.
    /// </summary>
    private static Feature Sparing(UInt128 identifier, byte subclass) => new()
    {
        Identifier = identifier,
        Default = [0x05, 0, 0, 0, 0, SparingClass, subclass, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x06, 0],
        SetBytes = 2,
        Fields = [new FeatureField(0, 3), new FeatureField(1, 4)],
        Attributes = Repairable,
    };
}
