using CxlFabricSim.Hosts.Workloads;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Driver;

/// <content>What event records, extent lists and responses mean for the capacity that the host holds.</content>
public sealed partial class DcdDriver
{
    private void OnRecord(DcdFunction function, DcEventRecord record, SimTime now)
    {
        switch (record.Type)
        {
            case DcEventType.AddCapacity:
                function.Offer.Add(record.Extent);
                if (!record.More) AnswerOffer(function);
                break;
            case DcEventType.ReleaseCapacity:
                foreach (var slice in Cut(function, record.Extent)) slice.Region.Release(slice.Part, slice.Range);
                break;
            case DcEventType.ForcedCapacityRelease:
                Counters.ForcedReleases++;
                foreach (var slice in Cut(function, record.Extent)) slice.Region.Lose(slice.Part, slice.Range, now);
                break;
        }
    }

    /// <summary>One response for all extents of a request: the device takes it for the oldest request that is unanswered.</summary>
    private void AnswerOffer(DcdFunction function)
    {
        var slices = function.Offer.SelectMany(extent => Cut(function, extent)).ToList();
        var isUsable = !function.IsLeaving
            && slices.Count == function.Offer.Count
            && slices.Zip(function.Offer).All(pair => pair.First.Range.Length == pair.Second.Length)
            && !slices.Exists(slice => slice.Region.Holds(slice.Part, slice.Range))
            && !HasOverlap(slices);
        if (isUsable)
        {
            function.Enqueue(DcdCommand.Accept(slices));
        }
        else
        {
            Counters.ExtentsRefused += function.Offer.Count;
            function.Enqueue(DcdCommand.Refuse());
            RefusePartners(slices);
        }
        function.Offer.Clear();
    }

    private void OnOfferAnswered(DcdFunction function, DcdCommand command, CciMessage response, SimTime now)
    {
        if (command.Slices.Count == 0) return;
        if (response.ReturnCode == MailboxReturnCode.Success)
        {
            Counters.ExtentsAccepted += command.Slices.Count;
            foreach (var slice in command.Slices) slice.Region.Accept(slice.Part, slice.Range, now);
            return;
        }

        // The offer at the head of the device's queue is still there and would take every later answer for its own. It may be
        // an older one whose records were lost: then this answer comes into its own once that is out of the way.
        if (response.ReturnCode == MailboxReturnCode.InvalidPhysicalAddress && function.LostRecords > 0)
        {
            function.LostRecords--;
            function.EnqueueFirst(command);
        }
        else
        {
            RefusePartners(command.Slices);
        }
        function.EnqueueFirst(DcdCommand.Refuse());
    }

    private void OnReleased(DcdFunction function, DcdCommand command, CciMessage response)
    {
        if (response.ReturnCode != MailboxReturnCode.Success && !command.IsSecondTry)
        {
            // A forced release of a part of it has crossed ours, which is all or nothing.
            foreach (var slice in command.Slices) slice.Region.RetryRelease(slice.Part, slice.Range);
            function.Enqueue(DcdCommand.List(0));
            return;
        }
        if (response.ReturnCode == MailboxReturnCode.Success) Counters.ExtentsReleased += command.Slices.Count;
        foreach (var slice in command.Slices) slice.Region.FinishRelease(slice.Part, slice.Range);
    }

    private void OnExtentList(DcdFunction function, CciMessage response, SimTime now)
    {
        var page = response.ReturnCode == MailboxReturnCode.Success ? ExtentListPage.Read(response.Payload.Span) : null;
        if (page is null)
        {
            if (response.ReturnCode == MailboxReturnCode.Success) Counters.Errors++;
            function.Listed.Clear();
            function.ListStart = 0;
            return;
        }
        function.Listed.AddRange(page.Extents);
        function.ListStart += (uint)page.Extents.Count;
        if (page.Extents.Count > 0 && function.ListStart < page.Total)
        {
            // Ahead of all else, so that no acceptance or release of ours comes between two pages.
            function.EnqueueFirst(DcdCommand.List(function.ListStart));
            return;
        }
        Reconcile(function, now);
        function.Listed.Clear();
        function.ListStart = 0;
    }

    private void Reconcile(DcdFunction function, SimTime now)
    {
        var slices = function.Listed.SelectMany(extent => Cut(function, extent)).ToList();
        foreach (var region in _regions)
        {
            for (var part = 0; part < region.Definition.Parts.Count; part++)
            {
                if (region.Definition.Parts[part].Device != function.Device) continue;
                var listed = new RangeSet(slices.Where(slice => slice.Region == region && slice.Part == part).Select(slice => slice.Range));
                Counters.ExtentsAccepted += region.Reconcile(part, listed, now);
            }
        }
    }

    /// <summary>The parts of an extent that lie in this host's regions; whatever the device says, without overflow.</summary>
    private List<CapacitySlice> Cut(DcdFunction function, DcExtent extent)
    {
        var slices = new List<CapacitySlice>();
        foreach (var region in _regions)
        {
            var length = region.Definition.PartLength;
            for (var part = 0; part < region.Definition.Parts.Count; part++)
            {
                var (device, start) = region.Definition.Parts[part];
                if (device != function.Device || extent.Length == 0) continue;
                var first = Math.Max(extent.Start.Value, start.Value);
                var lastOfExtent = extent.Start.Value + Math.Min(extent.Length - 1, ulong.MaxValue - extent.Start.Value);
                var last = Math.Min(lastOfExtent, start.Value + (length - 1));
                if (first > last) continue;
                slices.Add(new CapacitySlice(region, part, ByteRange.Between(first - start.Value, last - start.Value + 1)));
            }
        }
        return slices;
    }

    private static void RefusePartners(IReadOnlyList<CapacitySlice> slices)
    {
        foreach (var slice in slices)
        {
            if (!slice.Region.Holds(slice.Part, slice.Range)) slice.Region.Refuse(slice.Part, slice.Range);
        }
    }

    private static bool HasOverlap(List<CapacitySlice> slices)
    {
        for (var i = 1; i < slices.Count; i++)
        {
            var (region, part, range) = slices[i];
            var earlier = slices.FindIndex(0, i, other => other.Region == region && other.Part == part && other.Range.Overlaps(range));
            if (earlier >= 0) return true;
        }
        return false;
    }
}
