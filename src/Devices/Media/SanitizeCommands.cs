using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Media;

/// <summary>The commands that make all user data unreadable, 4400h and 4401h (CXL 3.x, "Sanitize", "Secure Erase").</summary>
/// <param name="media">Disabled from the start of a command to the end of one that was carried out.</param>
/// <param name="staticBytes">What there is to overwrite.</param>
/// <param name="eraseTime">How long Secure Erase takes.</param>
/// <param name="isProtected">A user passphrase keeps the data.</param>
/// <param name="clearEverything">Clears memory, labels and event logs.</param>
internal sealed class SanitizeCommands(
    MediaState media, Func<ulong> staticBytes, SimTime eraseTime, Func<bool> isProtected, Action clearEverything)
{
    private CommandTable? _commands;

    public void AddTo(CommandTable commands)
    {
        const CommandEffects Effects = CommandEffects.ImmediateDataChange | CommandEffects.SecurityStateChange
            | CommandEffects.BackgroundOperation | CommandEffects.RequestAbortSupported;
        _commands = commands;
        commands.Add(new CommandDescription(Opcode.Sanitize, 0, Effects), Sanitize);
        commands.Add(new CommandDescription(Opcode.SecureErase, 0, Effects), SecureErase);
    }

    /// <summary>
    /// Sanitize (4400h). Input and output: nothing; runs in the background, with the media disabled, and after an abort they stay so until
    /// one was carried out. At its end memory, labels and event logs are empty. A user passphrase is set: Invalid Security State;
    /// otherwise Background Command Started. Source: CXL 3.x, "Sanitize"; durations are QEMU's.
    /// </summary>
    private MailboxReturnCode Sanitize(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written) =>
        Start(Opcode.Sanitize, SanitizeDuration.Of(staticBytes()), now, out written);

    /// <summary>
    /// Secure Erase (4401h). As Sanitize, but by new keys and so in a time of its own. Source: CXL 3.x, "Secure Erase".
    /// </summary>
    private MailboxReturnCode SecureErase(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written) =>
        Start(Opcode.SecureErase, eraseTime, now, out written);

    private MailboxReturnCode Start(Opcode opcode, SimTime duration, SimTime now, out int written)
    {
        written = 0;
        if (isProtected()) return MailboxReturnCode.InvalidSecurityState;
        media.Disable();
        _commands!.Background.Start(opcode, duration, now, isAbortable: true, _ =>
        {
            clearEverything();
            media.Enable();
        });
        return MailboxReturnCode.BackgroundCommandStarted;
    }
}
