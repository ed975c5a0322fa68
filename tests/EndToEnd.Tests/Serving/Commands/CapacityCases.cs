using static CxlFabricSim.EndToEnd.Tests.Serving.Commands.WireCase;

namespace CxlFabricSim.EndToEnd.Tests.Serving.Commands;

/// <summary>
/// 5600h to 5608h on the device of <c>shared-capacity.yaml</c>: one shareable region of 512 MiB for three hosts, who accept what they are offered.
/// </summary>
internal static class CapacityCases
{
    private const string Tag = "5be13bceae344a77b6c316df975fcf1a";
    private const string FourBlocks = "0000800000000000";

    // 8 MiB from the region's first byte on, the first extent of its allocation.
    private const string Extent = $"0000000000000000 {FourBlocks} {Tag} 0100 000000000000";

    public static IEnumerable<WireCase> All =>
    [
        // Three hosts, one region, all four ways to choose and both to take back, 2 units of 256 MiB, blocks of 2 MiB.
        Good(0x5600, "", $"03 01 0000 0f00 0000 0300 01 00 0200000000000000 0000200000000000 {Zeros(56)}"),
        Good(
            0x5601, "0100 08 00",
            "0100 01 01 | 0000000000000000 0200000000000000 0000002000000000 0000200000000000 08 000000 01 000000 | 00020000 00020000 00010000 00010000"),
        Refused(0x5601, "0300 08 00", 2),
        Refused(0x5601, "0000 08 01", 2),
        Good(0x5602, "00 000000 0000200000000000 01 000000", ""),
        Refused(0x5602, "00 000000 0000100000000000 01 000000", 2),
        Good(0x5603, "0000 0000 10000000 00000000", "0000 0000 00000000 00000000 00000000 ???????? 00000000"),
        Refused(0x5603, "0300 0000 10000000 00000000", 2),
        // Contiguous, then the same for a second host.
        Good(0x5604, $"0000 01 00 {FourBlocks} {Tag} 00000000", ""),
        Eventually(0x5603, "0000 0000 10000000 00000000", $"0000 0000 00000000 01000000 01000000 ???????? 00000000 | {Extent}"),
        Good(0x5603, "0000 0000 00000000 00000000", "0000 0000 00000000 00000000 01000000 ???????? 00000000"),
        Good(0x5604, $"0200 03 00 {FourBlocks} {Tag} 00000000", ""),
        Eventually(0x5603, "0200 0000 10000000 00000000", $"0200 0000 00000000 01000000 01000000 ???????? 00000000 | {Extent}"),
        Refused(0x5604, $"0300 03 00 {FourBlocks} {Tag} 00000000", 2),
        Good(0x5606, Tag, ""),
        Refused(0x5606, Zeros(16), 2),
        Good(0x5608, "00000000 08000000", $"???????? 01000000 01000000 03 000000 | {Tag} 01 000000 | 05 {Zeros(31)} | {Zeros(32)}"),
        Refused(0x5608, "02000000 08000000", 2),
        // By tag: both give it back, the manager still holds on to it.
        Good(0x5605, $"0000 00 00 {Zeros(8)} {Tag} 00000000", ""),
        Good(0x5605, $"0200 00 00 {Zeros(8)} {Tag} 00000000", ""),
        Eventually(0x5608, "00000000 08000000", $"???????? 01000000 01000000 03 000000 | {Tag} 01 000000 | {Zeros(64)}"),
        Refused(0x5605, $"0000 01 00 {Zeros(8)} {Tag} 01000000 {Extent}", 0x0F),
        Good(0x5607, Tag, ""),
        Refused(0x5607, Tag, 2),
        Good(0x5608, "00000000 08000000", "???????? 00000000 00000000 03 000000"),
    ];
}
