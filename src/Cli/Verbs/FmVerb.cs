using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using CxlFabricSim.Cli.FabricManagement;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Serving;

namespace CxlFabricSim.Cli.Verbs;

/// <summary><c>cxlsim fm VERB</c>: a fabric manager's commands to a component of a fabric that is served.</summary>
internal static class FmVerb
{
    private const ushort WholePort = 0xFFFF;

    // Every vPPB: there are no more.
    private const int AllVppbs = byte.MaxValue;

    public static Command Create(Surroundings surroundings)
    {
        var shared = new FmCommand(surroundings);
        var command = new Command("fm", "Sends a fabric manager's commands to a fabric that is served.")
        {
            shared.Create("identify", "Identify (0001h): what the component is.", Opcode.Identify, _ => [], FmAnswers.Identify),
            shared.Create("switch", "Identify Switch Device (5100h).", Opcode.IdentifySwitchDevice, _ => [], FmAnswers.SwitchDevice),
            Ports(shared),
            VirtualSwitches(shared),
            Bind(shared),
            Unbind(shared),
            FmDcdVerb.Create(shared),
            Raw(shared, surroundings),
        };
        shared.AddTo(command);
        return command;
    }

    private static Command Ports(FmCommand shared)
    {
        var ids = new Argument<byte[]>("PORT") { Description = "Physical ports by number; all when none is named.", Arity = ArgumentArity.ZeroOrMore };
        return shared.Create("ports", "Get Physical Port State (5101h).", (parsed, client) =>
        {
            var wanted = parsed.GetValue(ids) is { Length: > 0 } named ? named : All(client, place: 2);
            return wanted.Length == 0
                ? shared.Finish(client.Ask(Opcode.IdentifySwitchDevice, default), null)
                : shared.Finish(client.Ask(Opcode.GetPhysicalPortState, (byte[])[(byte)wanted.Length, .. wanted]), FmAnswers.Ports);
        }, ids);
    }

    private static Command VirtualSwitches(FmCommand shared)
    {
        var ids = new Argument<byte[]>("VCS") { Description = "Virtual CXL switches by number; all when none is named.", Arity = ArgumentArity.ZeroOrMore };
        return shared.Create("vcs", "Get Virtual CXL Switch Info (5200h).", (parsed, client) =>
        {
            var wanted = parsed.GetValue(ids) is { Length: > 0 } named ? named : All(client, place: 3);
            if (wanted.Length == 0) return shared.Finish(client.Ask(Opcode.IdentifySwitchDevice, default), null);
            // One at a time: some switches answer no more.
            var switches = new JsonArray();
            foreach (var id in wanted)
            {
                var answer = client.Ask(Opcode.GetVirtualSwitchInfo, new byte[] { 0, AllVppbs, 1, id });
                if (answer.ReturnCode != MailboxReturnCode.Success) return shared.Finish(answer, null);
                foreach (var one in FmCommand.Read(answer, payload => FmAnswers.VirtualSwitches(payload, 0, AllVppbs)).AsArray()) switches.Add(one!.DeepClone());
            }

            shared.Print(switches);
            return ExitCode.Success;
        }, ids);
    }

    /// <summary>All numbers below a count that Identify Switch Device tells; none where that is refused.</summary>
    private static byte[] All(ManagementClient client, int place)
    {
        var answer = client.Ask(Opcode.IdentifySwitchDevice, default);
        if (answer.ReturnCode != MailboxReturnCode.Success || answer.Payload.Length <= place) return [];
        return [.. Enumerable.Range(0, answer.Payload.Span[place]).Select(number => (byte)number)];
    }

    private static Command Bind(FmCommand shared)
    {
        var (vcs, vppb) = Vppb();
        var port = new Option<byte>("--port") { Description = "The physical port.", Required = true };
        var ld = new Option<ushort>("--ld") { Description = "The logical device behind it; without it the whole port.", DefaultValueFactory = _ => WholePort };
        return shared.Create(
            "bind", "Bind vPPB (5201h).", Opcode.BindVppb,
            parsed => [parsed.GetValue(vcs), parsed.GetValue(vppb), parsed.GetValue(port), 0, (byte)parsed.GetValue(ld), (byte)(parsed.GetValue(ld) >> 8)],
            null, vcs, vppb, port, ld);
    }

    private static Command Unbind(FmCommand shared)
    {
        string[] ways = ["wait", "managed", "surprise"];
        var (vcs, vppb) = Vppb();
        var way = new Option<string>("--how") { Description = "Wait for the link to go down, managed hot-removal, or surprise.", DefaultValueFactory = _ => "managed" };
        way.AcceptOnlyFromAmong(ways);
        return shared.Create(
            "unbind", "Unbind vPPB (5202h).", Opcode.UnbindVppb,
            parsed => [parsed.GetValue(vcs), parsed.GetValue(vppb), (byte)Array.IndexOf(ways, parsed.GetValue(way))],
            null, vcs, vppb, way);
    }

    private static (Option<byte> Vcs, Option<byte> Vppb) Vppb() => (
        new Option<byte>("--vcs") { Description = "The virtual CXL switch.", Required = true },
        new Option<byte>("--vppb") { Description = "The vPPB in it.", Required = true });

    private static Command Raw(FmCommand shared, Surroundings surroundings)
    {
        var opcode = new Argument<ushort>("OPCODE")
        {
            Description = "The opcode, four hex digits.",
            CustomParser = result =>
            {
                if (ushort.TryParse(result.Tokens[0].Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)) return number;
                result.AddError($"\"{result.Tokens[0].Value}\" is not an opcode: four hex digits, for example 5600");
                return 0;
            },
        };
        var payload = new Argument<byte[]>("HEX")
        {
            Description = "The payload in hex.",
            DefaultValueFactory = _ => [],
            Arity = ArgumentArity.ZeroOrOne,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                var bytes = new byte[text.Length / 2];
                if (text.Length % 2 == 0 && Convert.FromHexString(text, bytes, out _, out var written) == System.Buffers.OperationStatus.Done && written == bytes.Length) return bytes;
                result.AddError($"\"{text}\" is not a payload: hex digits, two a byte");
                return [];
            },
        };
        var repeat = new Option<int>("--repeat") { Description = "Sends the command so often, one after the other, and prints the last answer.", HelpName = "N", DefaultValueFactory = _ => 1 };
        return shared.Create("raw", "Any command, its answer in hex.", (parsed, client) =>
        {
            for (var left = parsed.GetValue(repeat); left > 1; left--) client.Ask((Opcode)parsed.GetValue(opcode), parsed.GetValue(payload));
            var answer = client.Ask((Opcode)parsed.GetValue(opcode), parsed.GetValue(payload));
            surroundings.Output.WriteLine($"{(ushort)answer.ReturnCode:X4}h {answer.ReturnCode}");
            if (answer.Payload.Length > 0) surroundings.Output.WriteLine(Convert.ToHexStringLower(answer.Payload.Span));
            return answer.ReturnCode is MailboxReturnCode.Success or MailboxReturnCode.BackgroundCommandStarted ? ExitCode.Success : ExitCode.Failed;
        }, opcode, payload, repeat);
    }
}
