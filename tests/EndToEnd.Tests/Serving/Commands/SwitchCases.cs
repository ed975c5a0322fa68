using static CxlFabricSim.EndToEnd.Tests.Serving.Commands.WireCase;

namespace CxlFabricSim.EndToEnd.Tests.Serving.Commands;

/// <summary>
/// 5100h to 5203h and 5301h, 5302h on the switch of <c>mld.yaml</c>: ports 0 to 2 lead to hosts and 3 to a device of sixteen logical
/// devices, of which two are bound.
/// </summary>
internal static class SwitchCases
{
    private const string Secret = "000102030405060708090a0b0c0d0e0f";

    // Latency and bandwidth, each a base unit of eight bytes and an entry of two.
    private const string Performance = "e803000000000000 6400 0100000000000000 4000";

    public static IEnumerable<WireCase> Physical =>
    [
        // Four ports, three virtual switches, which ones, three vPPBs of which two are bound, ten decoders.
        Good(0x5100, "", $"00 00 04 03 | 0f {Zeros(31)} | 07 {Zeros(31)} | 0300 0200 0a"),
        // A DSP for 64 GT/s with an MLD, 68-byte flits, x16 at 32 GT/s, in L0, present; a USP.
        Good(0x5101, "02 03 00", "02 000000 | 03 03 02 00 05 06 10 10 3f 06 05 04 00 0400 10 | 00 04 00 00 00 02 10 10 1f 05 05 04 00 0400 00"),
        // A port that is not there is left out, one that is asked twice is there twice.
        Good(0x5101, "03 09 01 01", "02 000000 | 01 04 ?????????? ?????????? ?????? 00 | 01 04 ?????????? ?????????? ?????? 00"),
        Good(0x5103, "03 00f000 00000000", "e519 29a1"),
        Refused(0x5103, "09 00f000 00000000", 2),
        Good(0x5104, "", "00"),
        Refused(0x5107, "00", 2),
        Good(0x5105, Secret, ""),
        Refused(0x5105, Secret, 2),
        Good(0x5104, "", "01"),
        Good(0x5106, "02", "01"),
        Refused(0x5106, "03", 2),
        Good(0x5107, "02", Secret),
        // PERST: the link goes down, and comes up again.
        Good(0x5102, "03 02", ""),
        Refused(0x5102, "03 03", 2),
        Refused(0x5102, "00 00", 2),
        Good(0x5102, "03 00", ""),
        Good(0x5101, "01 03", "01 000000 | 03 03 02 00 05 06 10 00 3f 06 00 0a 00 0600 10"),
        Refused(0x5102, "03 02", 4),
        Good(0x5102, "03 01", ""),
        Good(0x5101, "01 03", "01 000000 | 03 03 02 00 05 06 10 10 3f 06 05 04 00 0400 10"),
    ];

    public static IEnumerable<WireCase> Virtual =>
    [
        Good(0x5200, "00 ff 01 00", "01 000000 | 00 01 00 01 03 03 03 00"),
        Good(0x5200, "00 ff 03 01 02 03", "03 000000 | 01 01 01 01 03 03 07 00 | 02 01 02 01 00 00 ff 00 | 03 ff 00 00"),
        Good(0x5200, "01 ff 01 00", "01 000000 | 00 01 00 01"),
        Good(0x5201, "02 00 03 00 0500", ""),
        Refused(0x5201, "02 00 03 00 0600", 2),
        Good(0x5200, "00 ff 01 02", "01 000000 | 02 01 02 01 03 03 05 00"),
        // Nothing to wait for.
        Good(0x5202, "02 00 02", ""),
        Refused(0x5202, "02 00 02", 2),
        Good(0x5200, "00 ff 01 02", "01 000000 | 02 01 02 01 00 00 ff 00"),
        // An uncorrectable error, completion timeout: in the AER capability (100h) of the vPPB, not in that of the physical port.
        Good(0x5203, $"00 00 0000 0e000080 {Zeros(32)}", ""),
        Refused(0x5203, $"02 00 0000 0e000080 {Zeros(32)}", 2),
        Good(0x5103, "03 04f100 00000000", "00000000"),
        // When the link goes down: it does not, until the operation is aborted.
        new(0x5202, "00 00 00", 1, ""),
        Good(0x0002, "", "?? 00 0252 0000 0000"),
        Good(0x5200, "00 ff 01 00", "01 000000 | 00 01 00 01 01 03 03 00"),
        Refused(0x5202, "01 00 00", 6),
        Good(0x0005, "", ""),
        Good(0x0002, "", "?? 00 0252 1200 0000"),
        Good(0x5200, "00 ff 01 00", "01 000000 | 00 01 00 01 03 03 03 00"),
        // Managed: the host is asked, and lets go.
        new(0x5202, "00 00 01", 1, ""),
        Eventually(0x5200, "00 ff 01 00", "01 000000 | 00 01 00 01 00 00 ff 00"),
        Eventually(0x0002, "", "c8 00 0252 0000 0000"),
    ];

    /// <summary>
    /// 5705h and 5706h on the second edge switch of <see cref="FarFabric"/>: the device is PID 3, its logical device 0 the other host's.
    /// </summary>
    public static IEnumerable<WireCase> Far =>
    [
        Good(0x5705, "00 00", $"ff0f 0000 {Zeros(20)}"),
        Refused(0x5705, "01 00", 2),
        Refused(0x5705, "00 01", 2),
        Good(0x5706, $"00 00 00 00 0300 0100 {Performance}", ""),
        Good(0x5705, "00 00", $"0300 0100 {Performance}"),
        Good(0x5200, "00 ff 01 00", "01 000000 | 00 01 00 01 03 01 01 00"),
        // Bound already; unbound from a PID that it does not have.
        Refused(0x5706, $"00 00 00 00 0300 0100 {Performance}", 2),
        Refused(0x5706, $"01 00 00 00 0200 0000 {Zeros(20)}", 2),
        new(0x5706, $"01 00 00 00 0300 0000 {Zeros(20)}", 1, ""),
        Eventually(0x5705, "00 00", $"ff0f 0000 {Zeros(20)}"),
        Eventually(0x0002, "", "c8 00 0657 0000 0000"),
        // The other host's, at the switch that knows; one that is not there; an operation that nobody knows; an endpoint that is no device.
        Refused(0x5706, $"00 00 00 00 0300 0000 {Performance}", 2),
        Refused(0x5706, $"00 00 00 00 0300 0200 {Performance}", 2),
        Refused(0x5706, $"02 00 00 00 0300 0100 {Performance}", 2),
        Refused(0x5706, $"00 00 00 00 0100 0000 {Performance}", 2),
        Good(0x5706, $"00 00 00 00 0300 0100 {Performance}", ""),
    ];

    /// <summary>CXL.io to logical device 3: config space, and the component registers in its BAR.</summary>
    public static IEnumerable<WireCase> LogicalDeviceIo =>
    [
        Good(0x5301, "03 00f000 0300 0000 00000000", "8680 930d"),
        Refused(0x5301, "03 00f000 1000 0000 00000000", 2),
        Refused(0x5301, "00 00f000 0300 0000 00000000", 2),
        Good(0x5301, "03 3c1080 0300 0000 5a000000", "00000000"),
        Good(0x5301, "03 3cf000 0300 0000 00000000", "5a??????"),
        // The CXL Capability Header: id 1, version 1, CXL.cachemem 1.
        Good(0x5302, "03 00ff00 0300 0400 0010000000000000", "0400 0000 0100 11??"),
        Good(0x5302, "03 00ff80 0300 0400 0010000000000000 00000000", "0000 0000"),
        Good(0x5302, "03 00ff00 0300 0000 0010000000000000", "0000 0000"),
        Refused(0x5302, "03 00ff00 0300 0110 0010000000000000", 2),
    ];
}
