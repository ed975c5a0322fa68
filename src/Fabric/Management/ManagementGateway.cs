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

    // By the tag that goes with the request and comes back with its answer: what a switch tunnels is answered after what it was asked later.
    private readonly Dictionary<ushort, GatewayRequest> _asked = [];
    private ushort _lastTag;
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
        var tag = delivery.Message.As<MemoryMessage>().Tag;
        if (delivery.Record is not { } record)
        {
            // An answer without a message: what was asked could not be delivered.
            var lost = TakeAsked(target, tag);
            lost.Answered?.Invoke(lost.Command.Respond(MailboxReturnCode.InternalError, default));
            return;
        }

        FoldRecord(record);
        if (!CciMessage.TryDecode(record, out var message)) throw new InvalidOperationException($"{Name}: {targets[target].Name} sent no readable CCI message");
        if (message!.IsResponse) TakeAsked(target, tag).Answered?.Invoke(message);
        else Notified?.Invoke(target, message);
    }

    private GatewayRequest TakeAsked(int target, ushort tag) =>
        _asked.Remove(tag, out var request) && request.Target == target
            ? request
            : throw new InvalidOperationException($"{Name}: {targets[target].Name} answers with tag {tag}, with which it was not asked");

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

        if (_asked.Count > ushort.MaxValue) throw new InvalidOperationException($"{Name}: all of {_asked.Count} tags wait for an answer");
        while (!_asked.TryAdd(++_lastTag, request))
        {
        }

        var message = default(Message);
        ref var header = ref message.As<MemoryMessage>();
        header.Kind = MessageKind.CciRequest;
        header.Tag = _lastTag;
        Outputs[request.Target].SendRecord(message, (int)MessageClass.Io, WireFormat.HeaderBytes, command.Encode());
    }
}
