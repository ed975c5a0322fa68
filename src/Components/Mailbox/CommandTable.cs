using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Mailbox;

/// <summary>
/// The commands of one CCI. An unknown opcode is Unsupported, then a wrong length is Invalid Payload Length, a second background
/// operation is Busy, media that are needed but disabled are Media Disabled, then the command's own checks follow: the order of
/// QEMU's dispatcher, which the specification leaves open.
/// </summary>
/// <param name="rules">Which commands are left out, and departures from the specification.</param>
/// <param name="fill">Adds the commands, with the first question: the table of an idle device stays empty.</param>
/// <param name="background">The background operation of another CCI to the same component, which has one for both; null for its own.</param>
public sealed class CommandTable(MailboxRules rules, Action<CommandTable>? fill = null, BackgroundOperation? background = null)
{
    /// <summary>The payload registers of a primary mailbox, and so its longest input and output.</summary>
    public const int PayloadBytes = 2048;

    private SortedDictionary<Opcode, Command>? _commands;

    public CommandTable()
        : this(new MailboxRules())
    {
    }

    public MailboxRules Rules => rules;

    /// <summary>The operation that a command of this CCI left running.</summary>
    public BackgroundOperation Background { get; } = background ?? new BackgroundOperation(rules.AbortIgnoredFromPercent);

    /// <summary>The longest input, and so much of the room for an output is used.</summary>
    public int PayloadLimit { get; init; } = PayloadBytes;

    /// <summary>
    /// How much of the room for an output is used at most: so much as the requester said that it takes (Set Response Message Limit). Lists end
    /// earlier then, and what cannot be shorter is Invalid Input.
    /// </summary>
    public int ResponseRoom { get; set; } = int.MaxValue;

    /// <summary>Whether the media are disabled, where there are any and the commands that need them are to be refused then.</summary>
    public Func<bool>? IsMediaDisabled { get; set; }

    /// <summary>The host asked for an interrupt when a background operation ends (Mailbox Control register, bit 2).</summary>
    public bool InterruptsWhenBackgroundEnds { get; set; }

    /// <summary>How the last command ended.</summary>
    public MailboxReturnCode LastReturnCode { get; private set; }

    /// <summary>What there is, by opcode: the Command Effects Log says the same.</summary>
    public IEnumerable<CommandDescription> Descriptions => Commands.Values.Select(command => command.Description);

    private SortedDictionary<Opcode, Command> Commands
    {
        get
        {
            if (_commands is null)
            {
                _commands = [];
                fill?.Invoke(this);
            }

            return _commands;
        }
    }

    /// <summary>Adds a command, unless the rules leave it out.</summary>
    public void Add(in CommandDescription description, CommandHandler handler)
    {
        if (rules.Has(description.Opcode)) Commands.Add(description.Opcode, new Command(description, handler));
    }

    /// <summary>Adds a command without effects whose input has exactly this length.</summary>
    public void Add(Opcode opcode, int inputBytes, CommandHandler handler) => Add(new CommandDescription(opcode, inputBytes), handler);

    /// <summary>Adds a command without effects that looks at its input's length itself.</summary>
    public void AddOfAnyLength(Opcode opcode, CommandHandler handler) => Add(new CommandDescription(opcode, null), handler);

    public bool Knows(Opcode opcode) => Commands.ContainsKey(opcode);

    /// <summary>Carries out a command; on anything but success nothing is written.</summary>
    /// <param name="opcode">Any opcode; one that this CCI does not have is answered, not refused.</param>
    /// <param name="input">The request's payload.</param>
    /// <param name="output">Room for the answer, at least <see cref="PayloadBytes"/> long.</param>
    /// <param name="now">The time of the request.</param>
    /// <param name="written">The length of the answer.</param>
    public MailboxReturnCode Execute(Opcode opcode, ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        Background.Advance(now);
        LastReturnCode = Dispatch(opcode, input, output, now, out written);
        return LastReturnCode;
    }

    /// <summary>The Mailbox Status register: background operation in bit 0, the last command's return code in bits 47:32.</summary>
    public ulong Status(SimTime now)
    {
        Background.Advance(now);
        var isBusy = Background.IsRunning || rules.BackgroundBitSetAtFirst && !Background.HasEndedOnce;
        return (isBusy ? 1UL : 0) | (ulong)LastReturnCode << 32;
    }

    /// <summary>The Background Command Status register.</summary>
    public ulong BackgroundStatus(SimTime now)
    {
        Background.Advance(now);
        return Background.Status(now);
    }

    /// <summary>Whether the host is now to be interrupted because a background operation has ended; asking forgets it.</summary>
    public bool TakeInterrupt() => Background.TakeEnded() && InterruptsWhenBackgroundEnds;

    /// <summary>A reset of the mailbox: what runs in the background ends without its effect, and the registers are as at first.</summary>
    public void Reset()
    {
        Background.Reset();
        LastReturnCode = MailboxReturnCode.Success;
        InterruptsWhenBackgroundEnds = false;
    }

    private MailboxReturnCode Dispatch(Opcode opcode, ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (!Commands.TryGetValue(opcode, out var command)) return MailboxReturnCode.Unsupported;
        var description = command.Description;
        if (description.InputBytes is { } length && input.Length != length) return MailboxReturnCode.InvalidPayloadLength;
        if (input.Length > PayloadLimit) return MailboxReturnCode.InvalidPayloadLength;
        if (Background.IsRunning && description.Effects.HasFlag(CommandEffects.BackgroundOperation)) return MailboxReturnCode.Busy;
        if (description.NeedsMedia && IsMediaDisabled is { } isDisabled && isDisabled()) return MailboxReturnCode.MediaDisabled;
        if (output.Length < PayloadBytes)
            throw new ArgumentException($"an answer needs room for {PayloadBytes} bytes, not {output.Length}", nameof(output));
        var code = command.Handler(input, output[..Math.Min(Math.Min(output.Length, PayloadLimit), ResponseRoom)], now, out written);
        if (code is not (MailboxReturnCode.Success or MailboxReturnCode.BackgroundCommandStarted)) written = 0;
        return code;
    }

    private readonly record struct Command(CommandDescription Description, CommandHandler Handler);
}
