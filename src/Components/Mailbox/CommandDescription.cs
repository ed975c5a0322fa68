using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Mailbox;

/// <summary>What the dispatcher and the Command Effects Log know of a command.</summary>
/// <param name="Opcode">The command.</param>
/// <param name="InputBytes">The only length of input that it takes; null when it looks at the length itself.</param>
/// <param name="Effects">Its entry in the Command Effects Log; a background operation is refused while another runs.</param>
/// <param name="NeedsMedia">Refused with Media Disabled while the media are disabled.</param>
public readonly record struct CommandDescription(
    Opcode Opcode, int? InputBytes, CommandEffects Effects = CommandEffects.None, bool NeedsMedia = false);
