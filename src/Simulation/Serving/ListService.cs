using System.Text.Json;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Listing;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Serving;

/// <summary>Answers List Fabric: looks at the fabric between two windows, so that the listing is of one moment and leaves no trace.</summary>
internal sealed class ListService(Scenario scenario, BuiltFabric fabric, RequestGate gate)
{
    private const int RequestBytes = 2;
    private const int MaxAnswerBytes = (1 << 21) - 1;

    public static byte[] Encode(ListOptions options) =>
    [
        (byte)options.Kinds,
        (byte)((options.HasTargets ? 1 : 0) | (options.HasExtents ? 2 : 0) | (options.HasIdle ? 4 : 0) | (options.IsHuman ? 8 : 0)),
    ];

    public Task<CciMessage> AnswerAsync(CciMessage command)
    {
        if (command.Payload.Length != RequestBytes) return Task.FromResult(command.Respond(MailboxReturnCode.InvalidPayloadLength, default));
        var flags = command.Payload.Span[1];
        var options = new ListOptions((ListKinds)command.Payload.Span[0] & ListKinds.All, (flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0, (flags & 8) != 0);
        var answer = new TaskCompletionSource<CciMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        gate.Look(() => answer.SetResult(Answer(command, options)));
        return answer.Task;
    }

    private CciMessage Answer(CciMessage command, ListOptions options)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(FabricList.Of(scenario, fabric, options));
        return json.Length <= MaxAnswerBytes ? command.Respond(MailboxReturnCode.Success, json) : command.Respond(MailboxReturnCode.ResourcesExhausted, default);
    }
}
