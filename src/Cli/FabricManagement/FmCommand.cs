using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CxlFabricSim.Cli.Verbs;
using CxlFabricSim.Protocol;
using CxlFabricSim.Protocol.Mctp;
using CxlFabricSim.Simulation;
using CxlFabricSim.Simulation.Serving;

namespace CxlFabricSim.Cli.FabricManagement;

/// <summary>What the verbs of <c>cxlsim fm</c> have in common: a connection, a command, its return code and its answer as JSON.</summary>
internal sealed class FmCommand(Surroundings surroundings)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Option<string?> _connect = FmConnection.CreateOption();
    private readonly Option<ManagementDialect> _dialect = FmConnection.CreateDialectOption();

    /// <summary>Makes an answer's payload readable.</summary>
    public delegate JsonNode Reader(ReadOnlySpan<byte> payload);

    /// <summary>Gives all verbs below a command the options of the connection.</summary>
    public void AddTo(Command command)
    {
        _connect.Required = true;
        foreach (var option in new Option[] { _connect, _dialect })
        {
            option.Recursive = true;
            command.Add(option);
        }
    }

    /// <summary>A verb that sends one command.</summary>
    /// <param name="name">The verb.</param>
    /// <param name="description">What it does.</param>
    /// <param name="opcode">The command.</param>
    /// <param name="payload">Its payload, from the verb's options.</param>
    /// <param name="read">Its answer; null where there is none worth printing.</param>
    /// <param name="symbols">The verb's own options and arguments.</param>
    public Command Create(string name, string description, Opcode opcode, Func<ParseResult, byte[]> payload, Reader? read, params Symbol[] symbols) =>
        Create(name, description, (parsed, client) => Finish(client.Ask(opcode, payload(parsed)), read), symbols);

    /// <summary>A verb that does as it likes with the connection.</summary>
    public Command Create(string name, string description, Func<ParseResult, ManagementClient, int> act, params Symbol[] symbols)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Option option) command.Add(option);
            else command.Add((Argument)symbol);
        }

        command.SetAction(parsed =>
        {
            using var client = FmConnection.Open(parsed.GetValue(_connect)!, parsed.GetValue(_dialect));
            return act(parsed, client);
        });
        return command;
    }

    /// <summary>Prints the answer, or the return code where it is not success.</summary>
    public int Finish(CciMessage answer, Reader? read)
    {
        var code = answer.ReturnCode;
        if (code is not (MailboxReturnCode.Success or MailboxReturnCode.BackgroundCommandStarted))
        {
            surroundings.Error.WriteLine($"cxlsim fm: {(ushort)answer.Opcode:X4}h ended with {(ushort)code:X4}h {code}");
            return ExitCode.Failed;
        }

        if (code == MailboxReturnCode.BackgroundCommandStarted) surroundings.Output.WriteLine("goes on in the background: cxlsim fm raw 0002 tells how far it is");
        else if (read is not null) Print(Read(answer, read));
        return ExitCode.Success;
    }

    public void Print(JsonNode node) => surroundings.Output.WriteLine(node.ToJsonString(Readable));

    /// <summary>Reads an answer; one that is shorter than it says is whoever sent it wrong.</summary>
    public static JsonNode Read(CciMessage answer, Reader read)
    {
        try
        {
            return read(answer.Payload.Span);
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            throw new ScenarioException($"the answer to {(ushort)answer.Opcode:X4}h has {answer.Payload.Length} bytes, fewer than it should", exception);
        }
    }
}
