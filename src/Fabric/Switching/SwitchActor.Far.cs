using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Fabric.Cci;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Switching;

/// <content>What switches say to each other about bindings that lead from one to a device at another.</content>
public sealed partial class SwitchActor
{
    private const ulong EndsBinding = 1;
    private const ulong IsGranted = 1;
    private const ulong IsUp = 2;

    private void SendReset(SwitchAction.Reset reset) =>
        SendTo(control!.LinkOfPort[reset.Port], MessageKind.LdReset, 0, reset.Device, reset.LdId, reset.EndsBinding ? EndsBinding : 0);

    /// <summary>A device behind another switch is to be reset: what waits here for a way to it must not come after that.</summary>
    private void PassReset(in MemoryMessage message)
    {
        if (control!.Component.TakeReset(message.Target, message.LdId, message.Address == EndsBinding)) return;
        var egress = WayTo(message.Target, message.Kind);
        for (var ingress = 0; ingress < control.Links; ingress++) TurnBackWaiting(ingress, egress, message.Target, message.LdId);
        SendTo(egress, MessageKind.LdReset, message.Source, message.Target, message.LdId, message.Address);
    }

    /// <summary>Without a host above the virtual switch nobody will use what is bound: there is nothing to ask for.</summary>
    private void SendClaim(SwitchAction.Claim claim)
    {
        var host = control!.VirtualSwitches[claim.Vcs].Host;
        if (host == 0) AnswerClaim(claim.Vcs, claim.Device, claim.LdId, IsGranted);
        else SendTo(control.LinkOfPort[claim.Port], MessageKind.LdClaim, host, claim.Device, claim.LdId, 0);
    }

    private void TakeClaim(in Delivery delivery, in MemoryMessage message)
    {
        if (!control!.Component.TryClaim(message.Target, message.LdId, message.Source, out var isGranted, out var isUp))
        {
            Enqueue(WayTo(message.Target, message.Kind), delivery.Message, null);
            return;
        }

        var answer = (isGranted ? IsGranted : 0) | (isUp ? IsUp : 0);
        SendTo(WayTo(message.Source, MessageKind.LdClaimAnswer), MessageKind.LdClaimAnswer, message.Target, message.Source, message.LdId, answer);
    }

    private void TakeClaimAnswer(in Delivery delivery, in MemoryMessage message)
    {
        var isHere = false;
        for (var vcs = 0; vcs < control!.VirtualSwitches.Count; vcs++)
        {
            if (control.VirtualSwitches[vcs].Host != message.Target) continue;
            isHere = true;
            AnswerClaim(vcs, message.Source, message.LdId, message.Address);
        }

        if (!isHere) Enqueue(WayTo(message.Target, message.Kind), delivery.Message, null);
    }

    private void AnswerClaim(int vcs, ushort device, byte ldId, ulong decision)
    {
        var (isGranted, isUp) = ((decision & IsGranted) != 0, (decision & IsUp) != 0);
        if (control!.Component.CompleteClaim(vcs, device, ldId, isGranted, isUp, Now) is var (requester, answer)) Answer(requester, answer);
    }

    /// <summary>A device that cannot be reached by its id is nowhere: requests for it are answered as Unsupported Request.</summary>
    private void OpenOrClose(SwitchAction.Reach reach)
    {
        var egress = control!.LinkOfPort[reach.Port];
        routing.Learn(reach.Device, reach.IsUp ? egress : SwitchRouting.Nowhere);
        if (reach.IsUp) return;
        for (var ingress = 0; ingress < control.Links; ingress++) TurnBackWaiting(ingress, egress, reach.Device, SwitchComponent.FmOwned);
    }

    private void SendLinkChange(SwitchAction.NotifyFar notify) => SendTo(
        WayTo(notify.Host, MessageKind.LdLinkChanged), MessageKind.LdLinkChanged, notify.Device, notify.Host, notify.LdId, notify.IsUp ? 1UL : 0);

    private void TakeLinkChange(in Delivery delivery, in MemoryMessage message)
    {
        var isHere = false;
        for (var vcs = 0; vcs < control!.VirtualSwitches.Count; vcs++)
        {
            if (control.VirtualSwitches[vcs].Host != message.Target) continue;
            isHere = true;
            control.Component.FarLinkChanged(vcs, message.Source, message.LdId, message.Address != 0, Now);
        }

        if (!isHere) Enqueue(WayTo(message.Target, message.Kind), delivery.Message, null);
    }

    private int WayTo(ushort id, MessageKind kind)
    {
        if (routing.PortTo(id) is >= 0 and var port) return port;
        throw new InvalidOperationException($"{Name}: a {kind} for {id}, to which no way leads");
    }

    private void SendTo(int link, MessageKind kind, ushort source, ushort target, byte ldId, ulong word)
    {
        var message = default(Message);
        ref var header = ref message.As<MemoryMessage>();
        header.Kind = kind;
        header.Source = source;
        header.Target = target;
        header.LdId = ldId;
        header.Address = word;
        Enqueue(link, message, null);
    }
}
