using CxlFabricSim.Actors;
using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Management;

/// <summary>
/// The one way into the fabric from outside: a port to each component's management interface. What is asked at a time of a recording
/// is asked again at that time, with the same result, because everything goes through here.
/// </summary>
public sealed class ManagementGateway(string name, IReadOnlyList<GatewayTarget> targets) : Actor(name)
{
    private const int MaxOwnAnswer = 1 << 16;

    private readonly Queue<GatewayRequest> _due = new();
    private readonly Queue<GatewayRequest>[] _asked = [.. targets.Select(_ => new Queue<GatewayRequest>())];
    private IReadOnlyList<(SimTime Time, GatewayRequest Request)> _script = [];
    private int _nextInScript;
    private byte[]? _output;

    public IReadOnlyList<GatewayTarget> Targets => targets;

    /// <summary>Commands that were taken.</summary>
    public long Requests { get; private set; }

    /// <summary>What a component asks of its own accord, and which: an Event Notification. Called on the engine's thread.</summary>
    public Action<int, CciMessage>? Notified { get; set; }

    /// <summary>Gives the gateway a command, between two windows.</summary>
    public void Inject(SimTime time, GatewayRequest request)
    {
        _due.Enqueue(request);
        SetTimerFromOutside(time, 0);
    }

    /// <summary>Gives the gateway all commands of a run before it begins, in order of time.</summary>
    public void Follow(IReadOnlyList<(SimTime Time, GatewayRequest Request)> script) => _script = script;

    protected override void OnStart() => AwaitScript();

    protected override void OnTimer(ulong token)
    {
        if (_due.TryDequeue(out var request))
        {
            Ask(request);
            return;
        }

        Ask(_script[_nextInScript++].Request);
        AwaitScript();
    }

    protected override void Receive(in Delivery delivery)
    {
        var target = delivery.Port.Index;
        if (delivery.Record is not { } record)
        {
            // An answer without a message: what was asked could not be delivered.
            var lost = _asked[target].Dequeue();
            lost.Answered?.Invoke(lost.Command.Respond(MailboxReturnCode.InternalError, default));
            return;
        }

        FoldRecord(record);
        if (!CciMessage.TryDecode(record, out var message)) throw new InvalidOperationException($"{Name}: {targets[target].Name} sent no readable CCI message");
        if (!message!.IsResponse)
        {
            Notified?.Invoke(target, message);
            return;
        }

        // A component answers in the order in which it was asked.
        _asked[target].Dequeue().Answered?.Invoke(message);
    }

    private void AwaitScript()
    {
        if (_nextInScript < _script.Count) SetTimer(_script[_nextInScript].Time - Now, 0);
    }

    private void Ask(GatewayRequest request)
    {
        Requests++;
        var target = targets[request.Target];
        var command = request.Command;
        if (target.Own is { } own && own.Knows(command.Opcode))
        {
            _output ??= new byte[MaxOwnAnswer];
            var code = own.Execute(command.Opcode, command.Payload.Span, _output, Now, out var written);
            request.Answered?.Invoke(command.Respond(code, _output.AsSpan(0, written).ToArray()));
            return;
        }

        _asked[request.Target].Enqueue(request);
        var message = default(Message);
        message.As<MemoryMessage>().Kind = MessageKind.CciRequest;
        Outputs[request.Target].SendRecord(message, (int)MessageClass.Io, WireFormat.HeaderBytes, command.Encode());
    }
}
