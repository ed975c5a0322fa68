using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Actors.Scheduling;
using CxlFabricSim.Components.Registers;
using CxlFabricSim.Fabric.Cci;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Switching;

/// <content>What the switch takes itself: requests to its CCI, answers to what it tunnelled, slots powered off; and what follows from them.</content>
public sealed partial class SwitchActor
{
    private static readonly MessageClass[] RequestClasses = [MessageClass.Request, MessageClass.RequestWithData, MessageClass.Io];

    private OwnMessages _own = new([[]]);
    private readonly Dictionary<int, (int Port, MemoryMessage Header)> _requesters = [];
    private int _lastRequester;

    // Whoever set the policy of Event Notification last is the one to be notified.
    private int _notified = -1;
    private TimerHandle _deadline;
    private SimTime _deadlineAt = SimTime.Never;

    public SwitchComponent? Component => control?.Component;

    protected override void OnTimer(ulong token)
    {
        if (token >= FifoTimer)
        {
            var (ingress, messageClass) = Math.DivRem((int)(token - FifoTimer), WireFormat.Classes);
            Advance(ingress, (MessageClass)messageClass);
            return;
        }

        _deadlineAt = SimTime.Never;
        control!.Component.Advance(Now);
        CarryOutActions();
    }

    /// <summary>Takes a message that is for the switch and not for anyone behind it.</summary>
    private bool TakesItself(in Delivery delivery, in MemoryMessage message)
    {
        if (control is null || (message.Target != 0 && !IsOnItsWay(message.Kind))) return false;
        switch (message.Kind)
        {
            case MessageKind.CciRequest when delivery.Record is { } record:
                TakeRequest(delivery.Port.Index, message, record);
                break;
            case MessageKind.CciResponse:
                TakeAnswer(delivery, message);
                break;
            case MessageKind.SlotPowerOff:
                TakePowerOff(delivery.Port.Index, message);
                break;
            case MessageKind.ErrorMessage:
                PassError(delivery, message);
                break;
            case MessageKind.LdReset:
                PassReset(message);
                break;
            case MessageKind.LdClaim:
                TakeClaim(delivery, message);
                break;
            case MessageKind.LdClaimAnswer:
                TakeClaimAnswer(delivery, message);
                break;
            case MessageKind.LdLinkChanged:
                TakeLinkChange(delivery, message);
                break;
            case MessageKind.ConfigurationRequest:
                TakeConfiguration(delivery.Port.Index, message);
                break;
            default:
                return false;
        }

        CarryOutActions();
        return true;
    }

    /// <summary>Names a device that is not this switch, and is for the switch all the same.</summary>
    private static bool IsOnItsWay(MessageKind kind) =>
        kind is MessageKind.SlotPowerOff or MessageKind.ConfigurationRequest or MessageKind.LdReset or MessageKind.ErrorMessage
            or MessageKind.LdClaim or MessageKind.LdClaimAnswer or MessageKind.LdLinkChanged;

    /// <summary>An error message of a logical device: an event where a multi-logical one is at the port, and its host's to hear.</summary>
    private void PassError(in Delivery delivery, in MemoryMessage message)
    {
        for (var port = 0; port < control!.LinkOfPort.Count; port++)
        {
            if (control.LinkOfPort[port] != delivery.Port.Index || port > byte.MaxValue) continue;
            control.Component.TakeErrorMessage((byte)port, (byte)message.Address, message.LdId, Now);
        }

        if (routing.PortTo(message.Target) is >= 0 and var egress && message.Target != 0) Enqueue(egress, delivery.Message, null);
    }

    private void TakeRequest(int port, in MemoryMessage header, byte[] record)
    {
        FoldRecord(record);
        if (!CciMessage.TryDecode(record, out var request) || request!.IsResponse)
            throw new InvalidOperationException($"{Name}: a CCI request without a readable CCI message");
        _requesters.Add(++_lastRequester, (port, header));
        if (request!.Opcode == Opcode.SetMctpEventInterruptPolicy && port >= control!.Links) _notified = port;
        if (control!.Component.Handle(request, _lastRequester, Now) is { } answer) Answer(_lastRequester, answer);
    }

    private void TakeAnswer(in Delivery delivery, in MemoryMessage message)
    {
        CciMessage? inner = null;
        if (message.Status == CompletionStatus.Success && delivery.Record is { } record)
        {
            FoldRecord(record);
            CciMessage.TryDecode(record, out inner);
        }

        var (requester, answer) = control!.Component.Complete(message.Tag, inner);
        Answer(requester, answer);
    }

    /// <summary>A host's configuration request to a vPPB of its virtual switch; its completion goes back the way it came.</summary>
    private void TakeConfiguration(int link, in MemoryMessage message)
    {
        var answer = default(Message);
        ref var header = ref answer.As<MemoryMessage>();
        header.Kind = MessageKind.ConfigurationCompletion;
        header.Source = message.Target;
        header.Target = message.Source;
        header.Tag = message.Tag;
        header.LdId = message.LdId;
        header.Status = CompletionStatus.NotDecoded;
        var (vppb, request, data) = BridgeAccess.Decode(message.Address);
        for (var vcs = 0; vcs < control!.VirtualSwitches.Count; vcs++)
        {
            if (control.VirtualSwitches[vcs].UpstreamLink != link) continue;
            if (control.Component.TryConfigure(vcs, vppb, request, ref data, Now)) header.Status = CompletionStatus.Success;
        }

        header.Address = data;
        Enqueue(link, answer, null);
    }

    private void TakePowerOff(int link, in MemoryMessage message)
    {
        for (var vcs = 0; vcs < control!.VirtualSwitches.Count; vcs++)
            if (control.VirtualSwitches[vcs].UpstreamLink == link) control.Component.SlotPoweredOff(vcs, message.Target, message.LdId, Now);
    }

    private void Answer(int requester, CciMessage answer)
    {
        _requesters.Remove(requester, out var from);
        var message = default(Message);
        ref var header = ref message.As<MemoryMessage>();
        header.Kind = MessageKind.CciResponse;
        header.Target = from.Header.Source;
        header.Tag = from.Header.Tag;
        header.LdId = from.Header.LdId;
        if (from.Port < control!.Links) Enqueue(from.Port, message, answer.Encode());
        else Outputs[from.Port].SendRecord(message, (int)MessageClass.Io, WireFormat.HeaderBytes, answer.Encode());
    }

    private void CarryOutActions()
    {
        while (control!.Component.TryTakeAction(out var action)) CarryOut(action!);
        if (_notified >= 0 && control.Component.TryTakeNotification(out var notification)) NotifyManager(notification);
        var deadline = control.Component.NextDeadline;
        if (deadline == _deadlineAt) return;
        CancelTimer(_deadline);
        _deadlineAt = deadline;
        if (deadline != SimTime.Never) _deadline = SetTimer(deadline > Now ? deadline - Now : SimTime.Zero, 0);
    }

    private void CarryOut(SwitchAction action)
    {
        switch (action)
        {
            case SwitchAction.Forward forward:
                Send(forward);
                break;
            case SwitchAction.Connect connect:
                Bind(connect.Vcs, connect.Vppb, new Vppb(control!.LinkOfPort[connect.Port], connect.LdId, connect.Device));
                break;
            case SwitchAction.Disconnect disconnect:
                Bind(disconnect.Vcs, disconnect.Vppb, new Vppb(Vppb.Unbound, 0, 0));
                TurnBackWaiting(control!.VirtualSwitches[disconnect.Vcs].UpstreamLink, control.LinkOfPort[disconnect.Port], disconnect.Device, disconnect.LdId);
                break;
            case SwitchAction.Reset reset:
                SendReset(reset);
                break;
            case SwitchAction.Claim claim:
                SendClaim(claim);
                break;
            case SwitchAction.Reach reach:
                OpenOrClose(reach);
                break;
            case SwitchAction.NotifyFar notify:
                SendLinkChange(notify);
                break;
            case SwitchAction.Notify notify:
                Notify(notify);
                break;
        }
    }

    /// <summary>Event Notification: a request of the switch to the fabric manager.</summary>
    private void NotifyManager(byte[] payload)
    {
        var message = default(Message);
        message.As<MemoryMessage>().Kind = MessageKind.CciRequest;
        var request = CciMessage.Request(0, Opcode.EventNotification, payload);
        Outputs[_notified].SendRecord(message, (int)MessageClass.Io, WireFormat.HeaderBytes, request.Encode());
    }

    private void Bind(int vcs, int number, Vppb vppb)
    {
        if (control!.VirtualSwitches[vcs].UpstreamLink is >= 0 and var link) routing.Bind(link, number, vppb);
    }

    private void Notify(SwitchAction.Notify notify)
    {
        var (link, host) = control!.VirtualSwitches[notify.Vcs];
        if (link < 0) return;
        var message = default(Message);
        ref var header = ref message.As<MemoryMessage>();
        header.Kind = MessageKind.SlotChanged;
        header.Address = SlotMessage.Encode(notify.Event, (byte)notify.Vppb);
        header.Source = notify.Device;
        header.Target = host;
        header.LdId = notify.LdId;
        Enqueue(link, message, null);
    }

    private void Send(SwitchAction.Forward forward)
    {
        var message = default(Message);
        ref var header = ref message.As<MemoryMessage>();
        header.Kind = MessageKind.CciRequest;
        header.LdId = SwitchComponent.FmOwned;
        header.Tag = forward.Ticket;
        header.Address = forward.IsLdIo ? WireFormat.LdIo : 0;
        Enqueue(control!.LinkOfPort[forward.Port], message, forward.Message.Encode());
    }

    private void Enqueue(int link, in Message message, byte[]? record)
    {
        _queues[link].Enqueue(Inputs.Length, MessageClass.Io, _own.Add(message, record));
        Outputs[link].Wanted = _queues[link].Classes;
    }

    private void SendOwn(int slot, OutputPort port)
    {
        var message = _own.Take(slot, out var record);
        if (record is not null) port.SendRecord(message, (int)MessageClass.Io, WireFormat.HeaderBytes, record);
        else port.Send(message, (int)MessageClass.Io, false);
    }

    /// <summary>
    /// Requests of a host to a logical device that wait for its link are answered here: later they could reach it when it is another host's.
    /// What has left already arrives before the reset that follows.
    /// </summary>
    private void TurnBackWaiting(int ingress, int egress, ushort device, byte ldId)
    {
        if (ingress < 0 || egress < 0) return;
        var input = Inputs[ingress];
        foreach (var messageClass in RequestClasses)
        {
            var wasHeld = _queues[egress].Holds(ingress, messageClass);
            foreach (var slot in _fifos?.TakeWhere(ingress, messageClass, egress, slot => IsFor(input.MessageIn(slot).As<MemoryMessage>(), device, ldId)) ?? [])
                AnswerWaiting(ingress, slot);
            foreach (var slot in _queues[egress].TakeAll(ingress, messageClass))
            {
                if (!IsFor(input.MessageIn(slot).As<MemoryMessage>(), device, ldId))
                {
                    _queues[egress].Enqueue(ingress, messageClass, slot);
                    continue;
                }

                AnswerWaiting(ingress, slot);
            }

            if (_fifos != null && wasHeld && !_queues[egress].Holds(ingress, messageClass)) Advance(ingress, messageClass);
            else if (_queues[egress].GoesByAge && _queues[egress].Holds(ingress, messageClass)) NoteHead(_queues[egress], ingress, messageClass);
        }

        Outputs[egress].Wanted = _queues[egress].Classes;
    }

    private static bool IsFor(in MemoryMessage message, ushort device, byte ldId) =>
        message.Target == device && (message.LdId == ldId || ldId == SwitchComponent.FmOwned);

    // An answer goes beside the queue of its input: nothing of its class comes that way.
    private void AnswerWaiting(int ingress, int slot)
    {
        ref var message = ref Inputs[ingress].MessageIn(slot).As<MemoryMessage>();
        var back = TurnBack(Inputs[ingress], slot);
        var messageClass = WireFormat.ClassOf(message.Kind);
        Enqueue(Inputs[ingress], slot, back, messageClass);
    }
}
