using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Tests.Mailbox;

/// <summary>A mailbox with a clock, spoken to in hexadecimal.</summary>
internal sealed class TestMailbox(MailboxRules? rules = null)
{
    private readonly byte[] _output = new byte[CommandTable.PayloadBytes];

    public CommandTable Commands { get; } = new(rules ?? new MailboxRules());

    public SimTime Now { get; private set; }

    /// <summary>What the last command answered.</summary>
    public byte[] Output { get; private set; } = [];

    public string OutputText => Convert.ToHexStringLower(Output);

    public void Wait(double seconds) => Now += new SimTime((long)(seconds * SimTime.PicosecondsPerSecond));

    public MailboxReturnCode Execute(Opcode opcode, string input = "") => Execute(opcode, Convert.FromHexString(input));

    public MailboxReturnCode Execute(Opcode opcode, byte[] input)
    {
        var code = Commands.Execute(opcode, input, _output, Now, out var written);
        Output = _output[..written];
        return code;
    }
}
