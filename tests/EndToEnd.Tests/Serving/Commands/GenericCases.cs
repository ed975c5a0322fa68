using static CxlFabricSim.EndToEnd.Tests.Serving.Commands.WireCase;

namespace CxlFabricSim.EndToEnd.Tests.Serving.Commands;

/// <summary>0001h to 0005h, 0100h to 0105h, 0300h and 0301h, 0400h and 0401h: what every CCI has.</summary>
internal static class GenericCases
{
    private const string EffectsLog = "0da9c0b5bf414b788f7996b1623b3f17";

    /// <param name="identity">Vendor, device, subsystem vendor and subsystem.</param>
    /// <param name="serial">The serial number.</param>
    /// <param name="type">0 a switch, 3 a memory device.</param>
    public static IEnumerable<WireCase> Of(string identity, string serial, string type) =>
    [
        Good(0x0001, "", $"{identity} {serial} 0d {type}"),
        Good(0x0002, "", "00 00 0000 0000 0000"),
        Good(0x0003, "", "0d"),
        Good(0x0004, "0c", "0c"),
        Good(0x0003, "", "0c"),
        Refused(0x0004, "07", 2),
        Refused(0x0004, "15", 2),
        Good(0x0004, "0d", "0d"),
        new(0x0005, "", 0x20, ""),
        Good(0x0300, "", Zeros(8)),
        Good(0x0301, "0000000002000000", ""),
        // It runs with virtual time: a few microseconds later.
        Good(0x0300, "", "????000002000000"),
        Good(0x0400, "", $"0100 {Zeros(6)} {EffectsLog} ????0000"),
        // The first two commands by opcode: Identify and Background Operation Status, without effects.
        Good(0x0401, $"{EffectsLog} 00000000 08000000", "0100 0000 0200 0000"),
        Refused(0x0401, $"{Zeros(16)} 00000000 08000000", 0x17),
    ];

    /// <summary>Only where there are events for a fabric manager: those of a logical device are its host's.</summary>
    public static IEnumerable<WireCase> Events =>
    [
        // Flags, r1, overflow count, two times, no record, r10.
        Good(0x0100, "00", $"00 00 0000 {Zeros(16)} 0000 {Zeros(10)}"),
        Refused(0x0100, "05", 2),
        Good(0x0101, "00 01 00 000000", ""),
        Refused(0x0101, "00 00 01 000000 0100", 0x0E),
        Good(0x0104, "", "0000"),
        Good(0x0105, "1f80", ""),
        Good(0x0104, "", "1f80"),
        Refused(0x0105, "2000", 2),
        Good(0x0105, "0000", ""),
    ];
}
