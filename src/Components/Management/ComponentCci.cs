using CxlFabricSim.Components.Logs;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Management;

/// <summary>
/// A component's CCI towards its fabric manager: the generic commands, timestamp and the Command Effects Log, and what its owner adds. It
/// has no clock and sends nothing; a tunnel, a management port or a network endpoint carries its messages.
/// </summary>
public sealed class ComponentCci
{
    /// <summary>The longest payload either way: 4 KiB of LD memory and what goes round it in tunnels.</summary>
    public const int PayloadBytes = 8192;

    private byte[]? _output;

    /// <param name="identity">What Identify tells.</param>
    /// <param name="profile">What there is and how it answers.</param>
    /// <param name="fill">Adds the owner's commands.</param>
    /// <param name="background">The background operation of a mailbox to the same component, if it has one.</param>
    /// <param name="timestamp">The timestamp of that mailbox.</param>
    public ComponentCci(
        ComponentIdentity identity, CciProfile profile, Action<CommandTable> fill,
        BackgroundOperation? background = null, DeviceTimestamp? timestamp = null)
    {
        ArgumentNullException.ThrowIfNull(profile);
        Timestamp = timestamp ?? new DeviceTimestamp();
        Commands = new CommandTable(profile.Rules, Fill, background) { PayloadLimit = PayloadBytes };

        void Fill(CommandTable commands)
        {
            new GenericCommands(identity, profile.Limits).AddTo(commands);
            Timestamp.AddTo(commands);
            new LogCommands([new CommandEffectsLog(commands)], Timestamp, profile.LogRules).AddTo(commands);
            fill(commands);
        }
    }

    public CommandTable Commands { get; }

    public DeviceTimestamp Timestamp { get; }

    /// <summary>Carries out a command.</summary>
    /// <param name="opcode">Any opcode.</param>
    /// <param name="input">The request's payload.</param>
    /// <param name="output">Room for the answer; <see cref="PayloadBytes"/> is enough for any.</param>
    /// <param name="now">The time of the request.</param>
    /// <param name="written">The length of the answer.</param>
    public MailboxReturnCode Execute(Opcode opcode, ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written) =>
        Commands.Execute(opcode, input, output, now, out written);

    /// <summary>The answer to a request.</summary>
    public CciMessage Answer(CciMessage request, SimTime now)
    {
        ArgumentNullException.ThrowIfNull(request);
        _output ??= new byte[PayloadBytes];
        var code = Commands.Execute(request.Opcode, request.Payload.Span, _output, now, out var written);
        return request.Respond(code, _output.AsSpan(0, written).ToArray());
    }
}
