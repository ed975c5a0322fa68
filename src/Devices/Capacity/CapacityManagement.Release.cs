using CxlFabricSim.Components.Events;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Capacity;

/// <content>Initiate Dynamic Capacity Release.</content>
public sealed partial class CapacityManagement
{
    /// <summary>
    /// Initiate Dynamic Capacity Release, see <see cref="CapacityRequest"/>. In this order: a payload shorter than its count: Invalid Payload
    /// Length; a policy, host, tag or length that will not do: Invalid Input; badly formed extents: Invalid Physical Address or Invalid
    /// Extent List; extents that the host has not accepted (forced: neither accepted nor been offered): Invalid Physical Address; a
    /// forced release that splits into more extents than can be tracked: Resources Exhausted. An empty list is a success. Contents are always
    /// destroyed once the last host has released them, so the sanitize flag has nothing to add. Source: CXL 3.x; the order is QEMU's.
    /// </summary>
    private MailboxReturnCode InitiateRelease(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        var isWhole = CapacityRequest.TryRead(input, out var request);
        if (request is null) return MailboxReturnCode.InvalidPayloadLength;
        if ((_profile.RemovalPolicies >> request.Policy & 1) == 0) return MailboxReturnCode.InvalidInput;
        if (!TryFindHost(request.HostId, out var target)) return MailboxReturnCode.InvalidInput;
        return isWhole ? Release(target!, request, now) : MailboxReturnCode.InvalidPayloadLength;
    }

    private MailboxReturnCode Release(LogicalDevice target, CapacityRequest request, SimTime now)
    {
        var isForced = request.IsForced && !_profile.ForcedRemovalNotDone;
        IReadOnlyList<DcExtent> extents;
        if (request.Policy == (int)RemovalPolicy.TagBased)
        {
            if (!TrySelectTagged(target, request, out extents)) return MailboxReturnCode.InvalidInput;
        }
        else
        {
            extents = request.Extents;
            if (extents.Count == 0) return MailboxReturnCode.Success;
            var form = _regions.CheckForm(extents);
            if (form != MailboxReturnCode.Success) return form;
            foreach (var extent in extents)
            {
                var isPending = target.Extents.OverlapsPending(extent);
                if (isPending && !request.IsForced) return MailboxReturnCode.InvalidPhysicalAddress;
                if (!(isPending && isForced) && !target.Extents.IsAccepted(extent)) return MailboxReturnCode.InvalidPhysicalAddress;
            }
        }

        if (isForced) return TakeByForce(target, extents, now);
        target.Announce(DynamicCapacityEvent.ReleaseCapacity, extents, now);
        return MailboxReturnCode.Success;
    }

    /// <summary>So much of what the host accepted under the tag, the extents accepted last first; all of it when no length is given.</summary>
    private static bool TrySelectTagged(LogicalDevice target, CapacityRequest request, out IReadOnlyList<DcExtent> extents)
    {
        var chosen = new List<DcExtent>();
        extents = chosen;
        if (!DynamicRegions.IsWholeBlocks(request.Length)) return false;
        var left = request.Length == 0 ? ulong.MaxValue : request.Length;
        foreach (var extent in target.Extents.Accepted.Where(extent => extent.Tag == request.Tag).Reverse())
        {
            var taken = Math.Min(extent.Length, left);
            chosen.Add(extent with { Start = new Dpa(extent.End.Value - taken), Length = taken });
            left -= taken;
            if (left == 0) break;
        }

        return chosen.Count > 0 && (left == 0 || request.Length == 0);
    }

    /// <summary>The host is gone, and with it all that it had or was offered; nobody is told.</summary>
    internal void TakeBack(LogicalDevice target)
    {
        while (target.Extents.Offers.Any()) _ledger.Decline(target.Extents.DropOldestOffer());
        IReadOnlyList<DcExtent> extents = [.. target.Extents.Accepted];
        if (extents.Count > 0 && target.Extents.TryRelease(extents, int.MaxValue, out var from)) _ledger.Leave(extents, from);
    }

    /// <summary>The capacity goes at once, offered or accepted; the host learns of it afterwards.</summary>
    private MailboxReturnCode TakeByForce(LogicalDevice target, IReadOnlyList<DcExtent> extents, SimTime now)
    {
        if (!target.Extents.TryRelease(extents, _profile.ExtentLimit, out var from)) return MailboxReturnCode.ResourcesExhausted;
        target.Extents.Withdraw(extents);
        _ledger.Leave(extents, from);
        target.Announce(DynamicCapacityEvent.ForcedRelease, extents, now);
        return MailboxReturnCode.Success;
    }
}
