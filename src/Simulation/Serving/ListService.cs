using System.Text;
using System.Text.Json;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Listing;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Serving;

/// <summary>Answers List Fabric: looks at the fabric between two windows, so that the listing is of one moment and leaves no trace.</summary>
internal sealed class ListService(Scenario scenario, BuiltFabric fabric, RequestGate gate)
{
    private const int HeaderBytes = 2;
    private const int MaxAnswerBytes = (1 << 21) - 1;

    /// <summary>Kinds u8, flags u8; for each name its kind u8, its length u8 and its characters.</summary>
    public static byte[] Encode(ListOptions options) =>
    [
        (byte)options.Kinds,
        (byte)((options.HasTargets ? 1 : 0) | (options.HasExtents ? 2 : 0) | (options.HasIdle ? 4 : 0) | (options.IsHuman ? 8 : 0)),
        .. options.Names.SelectMany(Encode),
    ];

    public Task<CciMessage> AnswerAsync(CciMessage command)
    {
        if (Decode(command.Payload.Span) is not { } options) return Task.FromResult(command.Respond(MailboxReturnCode.InvalidPayloadLength, default));
        var answer = new TaskCompletionSource<CciMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        gate.Look(() => answer.SetResult(Answer(command, options)));
        return answer.Task;
    }

    // What is too long for its length names nothing, and neither does its beginning.
    private static byte[] Encode(ListName name)
    {
        var characters = Encoding.ASCII.GetBytes(name.Name[..Math.Min(name.Name.Length, byte.MaxValue)]);
        return [(byte)name.Kind, (byte)characters.Length, .. characters];
    }

    /// <summary>Null when it ends too early.</summary>
    private static ListOptions? Decode(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < HeaderBytes) return null;
        var names = new List<ListName>();
        for (var rest = payload[HeaderBytes..]; !rest.IsEmpty; rest = rest[(HeaderBytes + rest[1])..])
        {
            if (rest.Length < HeaderBytes || rest.Length < HeaderBytes + rest[1]) return null;
            names.Add(new ListName((ListKinds)rest[0], Encoding.ASCII.GetString(rest.Slice(HeaderBytes, rest[1]))));
        }

        var flags = payload[1];
        return new ListOptions((ListKinds)payload[0] & ListKinds.All, (flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0, (flags & 8) != 0)
        {
            Names = names,
        };
    }

    private CciMessage Answer(CciMessage command, ListOptions options)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(FabricList.Of(scenario, fabric, options));
        return json.Length <= MaxAnswerBytes ? command.Respond(MailboxReturnCode.Success, json) : command.Respond(MailboxReturnCode.ResourcesExhausted, default);
    }
}
