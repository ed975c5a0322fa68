using CxlFabricSim.Actors;
using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Actors.Scheduling;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Management;

/// <summary>The fabric manager on the fabric: one port to the management interface of each device, then one from each host that reports demand.</summary>
public sealed class FabricManagerActor(string name, FabricManager manager) : Actor(name)
{
    private TimerHandle _wake;

    public FabricManager Manager => manager;

    protected override void OnStart() => Continue();

    protected override void OnTimer(ulong token) => Continue();

    protected override void Receive(in Delivery delivery)
    {
        ref var message = ref delivery.Message.As<MemoryMessage>();
        if (message.Kind == MessageKind.DemandReport)
        {
            // The policy looks at it when its time comes.
            manager.DemandReported(delivery.Port.Index - Outputs.Length, message.Address);
            return;
        }

        CciMessage? response = null;
        if (delivery.Record is { } record)
        {
            FoldRecord(record);
            CciMessage.TryDecode(record, out response);

            // What a component asks of its own accord, an Event Notification, answers nothing.
            if (response is { IsResponse: false }) return;
        }

        manager.Answered(delivery.Port.Index, response, Now);
        Continue();
    }

    private void Continue()
    {
        manager.Advance(Now);
        while (manager.TryTakeRequest(out var device, out var request))
        {
            var message = default(Message);
            message.As<MemoryMessage>().Kind = MessageKind.CciRequest;
            Outputs[device].SendRecord(message, (int)MessageClass.Io, WireFormat.HeaderBytes, request.Encode());
        }

        CancelTimer(_wake);
        if (!manager.IsFinished && manager.NextWake != SimTime.Never)
            _wake = SetTimer(manager.NextWake > Now ? manager.NextWake - Now : SimTime.Zero, 0);
    }
}
