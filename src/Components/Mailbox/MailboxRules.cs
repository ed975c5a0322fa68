using System.Collections.Frozen;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Mailbox;

/// <summary>Which commands a mailbox has, and where it departs from the specification; the default is all of them and no departure.</summary>
public sealed record MailboxRules
{
    /// <summary>Commands that are not there, whoever adds them: they are Unsupported and not in the Command Effects Log.</summary>
    public FrozenSet<Opcode> LeftOut { get; init; } = [];

    /// <summary>The only commands that are there, of those that anybody adds; null for no such limit.</summary>
    public FrozenSet<Opcode>? Only { get; init; }

    /// <summary>A background operation that has come this far in percent finishes although its abort is requested and succeeds.</summary>
    public int AbortIgnoredFromPercent { get; init; } = 100;

    /// <summary>The background bit of the mailbox status register reads one until the first background operation has ended.</summary>
    public bool BackgroundBitSetAtFirst { get; init; }

    /// <summary>
    /// In the Command Effects Log abort stands in bit 7 and the resets in bits 11 and 12; the specification has 8, 10 and 11.
    /// </summary>
    public bool EffectBitsDisplaced { get; init; }

    /// <summary>Whether a command is there if somebody adds it.</summary>
    public bool Has(Opcode opcode) => !LeftOut.Contains(opcode) && Only?.Contains(opcode) != false;
}
