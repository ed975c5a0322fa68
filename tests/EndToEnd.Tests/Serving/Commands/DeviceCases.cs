using static CxlFabricSim.EndToEnd.Tests.Serving.Commands.WireCase;

namespace CxlFabricSim.EndToEnd.Tests.Serving.Commands;

/// <summary>5400h to 5409h of a device with sixteen logical devices (<c>mld.yaml</c>), 5500h and 5501h of one with two heads.</summary>
internal static class DeviceCases
{
    // One unit of 256 MiB, all of it volatile.
    private const string Range = "0100000000000000 0000000000000000";

    public static IEnumerable<WireCase> LogicalDevices =>
    [
        Good(0x5400, "", "0000004001000000 1000 01"),
        Good(0x5401, "00 ff", "10 00 00 10" + string.Concat(Enumerable.Repeat(Range, 16))),
        Good(0x5401, "0f 05", $"10 00 0f 01 {Range}"),
        Refused(0x5401, "10 01", 2),
        Good(0x5402, $"01 03 0000 {Range}", $"01 03 0000 {Range}"),
        Refused(0x5402, $"02 0f 0000 {Range} {Range}", 2),
        Good(0x5403, "", "00 0a 19 08 0000 00"),
        Good(0x5404, "01 14 28 09 0100 05", "01 14 28 09 0100 05"),
        Refused(0x5404, "01 14 65 09 0100 05", 2),
        Good(0x5403, "", "01 14 28 09 0100 05"),
        Good(0x5405, "", "00"),
        Good(0x5406, "02 01", "02 01 00 00"),
        Good(0x5407, "02 01 40 80", "02 01 40 80"),
        Good(0x5406, "03 00", "03 00 00 40 80"),
        Refused(0x5406, "01 10", 2),
        Refused(0x5407, "01 10 40", 2),
        Good(0x5408, "01 0f", "01 0f ff"),
        Good(0x5409, "02 0e 11 22", "02 0e 11 22"),
        Good(0x5408, "ff 0d", "03 0d ff 11 22"),
        Refused(0x5408, "01 10", 2),
        Refused(0x5409, "02 0f 11 22", 2),
    ];

    public static IEnumerable<WireCase> Heads =>
    [
        Good(0x5500, "00 ff", "02 02 0000 00 02 0000 00 01"),
        Good(0x5500, "01 01", "02 02 0000 01 01 0000 01"),
        Refused(0x5500, "02 01", 2),
        Good(0x5501, "00 ff", "02 000000 | 00 10 10 1f 05 05 04 00 04 | 01 10 10 1f 05 05 04 00 04"),
        Good(0x5501, "01 01", "01 000000 | 01 10 10 1f 05 05 04 00 04"),
        Refused(0x5501, "02 01", 2),
    ];
}
