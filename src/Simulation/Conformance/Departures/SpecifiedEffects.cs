using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>
/// The Command Effects Log that the specification has for our device's commands, to compare with: abort stands in bit 8 and resets in bits
/// 10 and 11, and what QEMU lacks is there.
/// </summary>
internal static class SpecifiedEffects
{
    private const int EntryBytes = 4;

    private const string Uuid = "0da9c0b5bf414b788f7996b1623b3f17";

    // Opcode and effects: bits 0 to 5 change configuration after a cold reset, configuration, data, policy, logs and security at once;
    // bit 6 runs in the background, bit 8 can be aborted.
    private static readonly (ushort Opcode, ushort Effects)[] Commands =
    [
        (0x0005, 0), (0x0100, 0), (0x0101, 0x10), (0x0102, 0), (0x0103, 0x02), (0x0200, 0), (0x0201, 0x140), (0x0202, 0x140), (0x0300, 0),
        (0x0301, 0x08), (0x0400, 0), (0x0401, 0), (0x0402, 0), (0x0403, 0x10), (0x0404, 0x10), (0x0405, 0), (0x0500, 0), (0x0501, 0),
        (0x0502, 0x3E), (0x0600, 0x56), (0x4000, 0), (0x4100, 0), (0x4101, 0x07), (0x4102, 0), (0x4103, 0x06), (0x4200, 0), (0x4201, 0),
        (0x4202, 0x08), (0x4203, 0), (0x4204, 0x08), (0x4300, 0), (0x4301, 0), (0x4302, 0), (0x4303, 0), (0x4304, 0x140), (0x4305, 0),
        (0x4400, 0x164), (0x4401, 0x164), (0x4402, 0x44), (0x4500, 0), (0x4501, 0x20), (0x4502, 0x20), (0x4503, 0x20), (0x4504, 0x20),
        (0x4505, 0x24), (0x4800, 0), (0x4801, 0), (0x4802, 0x04), (0x4803, 0x04),
    ];

    /// <summary>Where QEMU's log ends: it has an entry for each command that QEMU has.</summary>
    public static int RecordedEntries(ReplayScene scene) =>
        Log(scene).Length / EntryBytes - Commands.Count(command => CommandsNotInQemu.Includes(command.Opcode));

    public static bool IsAskedFor(ReplayedStep step) =>
        step.Opcode == (int)Opcode.GetLog && Convert.ToHexStringLower(step.Input).StartsWith(Uuid, StringComparison.Ordinal);

    public static byte[] Log(ReplayScene scene)
    {
        var log = new List<byte>();
        foreach (var (opcode, effects) in Commands)
        {
            if (opcode >= (ushort)Opcode.GetDynamicCapacityConfiguration && !scene.HasDynamicCapacity) continue;
            log.AddRange([(byte)opcode, (byte)(opcode >> 8), (byte)effects, (byte)(effects >> 8)]);
        }

        return [.. log];
    }

    /// <summary>An entry of the recorded log in the specification's bits.</summary>
    public static ushort Translate(ushort recorded)
    {
        var effects = recorded & 0x7F;
        if ((recorded & 1 << 7) != 0) effects |= 1 << 8;
        if ((recorded & 1 << 11) != 0) effects |= 1 << 10;
        if ((recorded & 1 << 12) != 0) effects |= 1 << 11;
        return (ushort)effects;
    }

    /// <summary>Each entry of a log that QEMU recorded from its beginning stands, translated, in ours.</summary>
    public static bool Holds(ReadOnlySpan<byte> recorded, ReplayScene scene)
    {
        var log = Log(scene);
        for (var entry = 0; entry + EntryBytes <= recorded.Length; entry += EntryBytes)
        {
            var opcode = BitConverter.ToUInt16(recorded[entry..]);
            var effects = Translate(BitConverter.ToUInt16(recorded[(entry + 2)..]));
            byte[] wanted = [(byte)opcode, (byte)(opcode >> 8), (byte)effects, (byte)(effects >> 8)];
            if (!log.Chunk(EntryBytes).Any(ours => ours.AsSpan().SequenceEqual(wanted))) return false;
        }

        return true;
    }
}
