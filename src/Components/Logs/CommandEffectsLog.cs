using System.Buffers.Binary;
using CxlFabricSim.Components.Mailbox;

namespace CxlFabricSim.Components.Logs;

/// <summary>
/// The Command Effects Log of a mailbox: for each command that is there, by opcode, the opcode u16 and its effects u16 (CXL 3.x, "Command
/// Effects Log"). Made when it is first read, when the table is complete.
/// </summary>
public sealed class CommandEffectsLog(CommandTable commands) : DeviceLog(Uuid)
{
    private const int EntryBytes = 4;

    // 0da9c0b5-bf41-4b78-8f79-96b1623b3f17
    private static readonly UInt128 Uuid = new(0x0DA9C0B5BF414B78, 0x8F7996B1623B3F17);

    private byte[]? _contents;

    public override ReadOnlySpan<byte> Contents => _contents ??= Encode();

    private byte[] Encode()
    {
        var entries = commands.Descriptions.ToList();
        var log = new byte[entries.Count * EntryBytes];
        for (var index = 0; index < entries.Count; index++)
        {
            var entry = log.AsSpan(index * EntryBytes);
            BinaryPrimitives.WriteUInt16LittleEndian(entry, (ushort)entries[index].Opcode);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], BitsOf(entries[index].Effects));
        }

        return log;
    }

    private ushort BitsOf(CommandEffects effects)
    {
        const CommandEffects Displaced = CommandEffects.RequestAbortSupported
            | CommandEffects.ConfigurationChangeAfterConventionalReset | CommandEffects.ConfigurationChangeAfterCxlReset;
        if (!commands.Rules.EffectBitsDisplaced) return (ushort)effects;
        var bits = (ushort)(effects & ~Displaced);
        if (effects.HasFlag(CommandEffects.RequestAbortSupported)) bits |= 1 << 7;
        if (effects.HasFlag(CommandEffects.ConfigurationChangeAfterConventionalReset)) bits |= 1 << 11;
        if (effects.HasFlag(CommandEffects.ConfigurationChangeAfterCxlReset)) bits |= 1 << 12;
        return bits;
    }
}
