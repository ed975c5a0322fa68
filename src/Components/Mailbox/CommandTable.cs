using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Mailbox;

/// <summary>
/// The commands of one CCI. An unknown opcode is Unsupported, then a wrong length is Invalid Payload Length, a second background
/// operation is Busy, media that are needed but disabled are Media Disabled, then the command's own checks follow: the order of
/// QEMU's dispatcher, which the specification leaves open.
/// </summary>
public sealed class CommandTable
{
    /// <summary>The payload registers of a primary mailbox, and so the longest input and output.</summary>
    public const int PayloadBytes = 2048;

    private readonly SortedDictionary<Opcode, Command> _commands = [];

    /// <summary>The operation that a command of this CCI left running.</summary>
    public BackgroundOperation Background { get; } = new();

    /// <summary>Whether the media are disabled, where there are any.</summary>
    public Func<bool>? IsMediaDisabled { get; set; }

    /// <summary>What there is, by opcode: the Command Effects Log says the same.</summary>
    public IEnumerable<CommandDescription> Descriptions => _commands.Values.Select(command => command.Description);

    public void Add(in CommandDescription description, CommandHandler handler) =>
        _commands.Add(description.Opcode, new Command(description, handler));

    /// <summary>Adds a command without effects whose input has exactly this length.</summary>
    public void Add(Opcode opcode, int inputBytes, CommandHandler handler) => Add(new CommandDescription(opcode, inputBytes), handler);

    /// <summary>Adds a command without effects that looks at its input's length itself.</summary>
    public void AddOfAnyLength(Opcode opcode, CommandHandler handler) => Add(new CommandDescription(opcode, null), handler);

    public bool Knows(Opcode opcode) => _commands.ContainsKey(opcode);

    /// <summary>Carries out a command; on anything but success nothing is written.</summary>
    /// <param name="opcode">Any opcode; one that this CCI does not have is answered, not refused.</param>
    /// <param name="input">The request's payload.</param>
    /// <param name="output">Room for the answer, <see cref="PayloadBytes"/> long.</param>
    /// <param name="now">The time of the request.</param>
    /// <param name="written">The length of the answer.</param>
    public MailboxReturnCode Execute(Opcode opcode, ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (!_commands.TryGetValue(opcode, out var command)) return MailboxReturnCode.Unsupported;
        Background.Advance(now);
        var description = command.Description;
        if (description.InputBytes is { } length && input.Length != length) return MailboxReturnCode.InvalidPayloadLength;
        if (input.Length > PayloadBytes) return MailboxReturnCode.InvalidPayloadLength;
        if (Background.IsRunning && description.Effects.HasFlag(CommandEffects.BackgroundOperation)) return MailboxReturnCode.Busy;
        if (description.NeedsMedia && IsMediaDisabled is { } isDisabled && isDisabled()) return MailboxReturnCode.MediaDisabled;
        if (output.Length < PayloadBytes)
            throw new ArgumentException($"a mailbox answer needs room for {PayloadBytes} bytes, not {output.Length}", nameof(output));
        var code = command.Handler(input, output[..PayloadBytes], now, out written);
        if (code is not (MailboxReturnCode.Success or MailboxReturnCode.BackgroundCommandStarted)) written = 0;
        return code;
    }

    private readonly record struct Command(CommandDescription Description, CommandHandler Handler);
}
