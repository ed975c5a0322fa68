using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Mailbox;

/// <summary>
/// The commands of one CCI. An unknown opcode is Unsupported, then a wrong length is Invalid Payload Length, then the command's
/// own checks follow: the order of QEMU's dispatcher, which the specification leaves open.
/// </summary>
public sealed class CommandTable
{
    /// <summary>The payload registers of a primary mailbox, and so the longest input and output.</summary>
    public const int PayloadBytes = 2048;

    private readonly Dictionary<Opcode, Command> _commands = [];

    /// <summary>Adds a command whose input has exactly this length.</summary>
    public void Add(Opcode opcode, int inputBytes, CommandHandler handler) => _commands.Add(opcode, new Command(inputBytes, handler));

    /// <summary>Adds a command that looks at its input's length itself.</summary>
    public void AddOfAnyLength(Opcode opcode, CommandHandler handler) => _commands.Add(opcode, new Command(null, handler));

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
        if (command.InputBytes is { } length && input.Length != length) return MailboxReturnCode.InvalidPayloadLength;
        if (input.Length > PayloadBytes) return MailboxReturnCode.InvalidPayloadLength;
        if (output.Length < PayloadBytes)
            throw new ArgumentException($"a mailbox answer needs room for {PayloadBytes} bytes, not {output.Length}", nameof(output));
        var code = command.Handler(input, output[..PayloadBytes], now, out written);
        if (code != MailboxReturnCode.Success) written = 0;
        return code;
    }

    private readonly record struct Command(int? InputBytes, CommandHandler Handler);
}
