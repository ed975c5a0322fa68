using System.Diagnostics;
using CxlFabricSim.Hosts.Workloads;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Driver;

/// <summary>
/// What a host holds of one region's dynamic capacity. A range is mapped when every part of it has been accepted; it is
/// unmapped as a whole when one part has to go, and the other parts then wait for their own release, or are given back.
/// All ranges are those of a part.
/// </summary>
internal sealed class RegionCapacity(DynamicRegion definition, SimTime partnerTimeout, IRegionOutputs outputs)
{
    private readonly PartCapacity[] _parts = [.. definition.Parts.Select(_ => new PartCapacity())];
    private readonly RangeSet _mapped = new();
    private readonly List<(int Token, RangeSet Ranges)> _drains = [];
    private readonly DeadlineList _waiting = new();

    public DynamicRegion Definition => definition;

    public SimTime NextDeadline => _waiting.Next;

    private ulong Ways => (ulong)_parts.Length;

    /// <summary>Whether the device behind a part lets this host use any of a range, or is about to take it back.</summary>
    public bool Holds(int part, ByteRange range) => _parts[part].Held.Overlaps(range) || _parts[part].Releasing.Overlaps(range);

    /// <summary>A device has accepted our acceptance: map what is now complete, let the rest wait for its partners.</summary>
    public void Accept(int part, ByteRange range, SimTime now)
    {
        _parts[part].Held.Add(range);
        var complete = new RangeSet([range]);
        foreach (var held in _parts) complete = complete.Within(held.Held.Except(held.Spent));
        foreach (var ready in complete.Ranges)
        {
            _mapped.Add(ready);
            for (var other = 0; other < _parts.Length; other++) _waiting.Remove(other, ready);
            outputs.Emit(new DriverAction.MapCapacity(definition.Index, ready.Scale(Ways)));
        }
        Wait(part, new RangeSet([range]).Except(complete), now);
    }

    /// <summary>A part of a range, nothing of which is held, will not come: whatever waits for it on other devices goes back.</summary>
    public void Refuse(int part, ByteRange range)
    {
        // Without this part nothing of the range is mapped or being drained: the others are not in use.
        Debug.Assert(!Holds(part, range) && _mapped.Within(range).IsEmpty);
        for (var other = 0; other < _parts.Length; other++)
        {
            if (other != part) GiveBack(other, _parts[other].Held.Within(range));
        }
    }

    /// <summary>The device asks for a range: drain what is mapped of it, give back the rest at once.</summary>
    public void Release(int part, ByteRange range)
    {
        var unused = _parts[part].Held.Within(range);
        foreach (var (_, ranges) in _drains)
        {
            _parts[part].Asked.UnionWith(unused.Within(ranges));
            unused.ExceptWith(ranges);
        }
        foreach (var mapped in _mapped.Within(unused).Ranges)
        {
            _mapped.Remove(mapped);
            unused.Remove(mapped);
            _parts[part].Asked.Add(mapped);
            var token = outputs.NextToken();
            _drains.Add((token, new RangeSet([mapped])));
            outputs.Emit(new DriverAction.DrainCapacity(definition.Index, mapped.Scale(Ways), token));
        }
        GiveBack(part, unused);
    }

    /// <summary>No access is in flight to a range that was being drained. False when the token is another region's.</summary>
    public bool TryFinishDrain(int token, SimTime now)
    {
        var index = _drains.FindIndex(drain => drain.Token == token);
        if (index < 0) return false;
        var ranges = _drains[index].Ranges;
        _drains.RemoveAt(index);
        foreach (var range in ranges.Ranges) Retire(range, now);
        return true;
    }

    /// <summary>The device has taken a range away without asking.</summary>
    public void Lose(int part, ByteRange range, SimTime now)
    {
        var lost = _parts[part].Held.Within(range);
        foreach (var piece in lost.Ranges)
        {
            _parts[part].Drop(piece);
            _waiting.Remove(part, piece);
        }
        foreach (var piece in _mapped.Within(lost).Ranges)
        {
            _mapped.Remove(piece);
            outputs.Emit(new DriverAction.UnmapCapacity(definition.Index, piece.Scale(Ways)));
            Retire(piece, now);
        }
        foreach (var (_, ranges) in _drains)
        {
            foreach (var piece in ranges.Within(lost).Ranges)
            {
                ranges.Remove(piece);
                Retire(piece, now);
            }
        }
    }

    /// <summary>Whether anything of a part is held or on its way back.</summary>
    public bool HoldsAny(int part) => !_parts[part].Held.IsEmpty || !_parts[part].Releasing.IsEmpty;

    /// <summary>The device of a part asks for all of it, because it is to be removed.</summary>
    public void ReleaseAll(int part) => Release(part, new ByteRange(0, definition.PartLength));

    /// <summary>The device of a part is gone, and everything with it.</summary>
    public void Abandon(int part, SimTime now)
    {
        Lose(part, new ByteRange(0, definition.PartLength), now);
        _parts[part].Releasing.Clear();
        _parts[part].Refused.Clear();
    }

    /// <summary>Compares with the extents that the device says this host has accepted.</summary>
    public int Reconcile(int part, RangeSet listed, SimTime now)
    {
        ReleaseAgain(part, listed);
        foreach (var vanished in _parts[part].Held.Except(listed).Ranges) Lose(part, vanished, now);
        var unknown = listed.Except(_parts[part].Held).Except(_parts[part].Releasing);
        foreach (var range in unknown.Ranges) Accept(part, range, now);
        return unknown.Ranges.Count;
    }

    /// <summary>Gives back what has waited for its partners long enough; says how many extents.</summary>
    public int Expire(SimTime now)
    {
        var expired = _waiting.TakeExpired(now);
        foreach (var (part, range) in expired) GiveBack(part, _parts[part].Held.Within(range));
        return expired.Count;
    }

    /// <summary>Our release of a range is done, or has failed for good: the range is no longer ours.</summary>
    public void FinishRelease(int part, ByteRange range) => _parts[part].Releasing.Remove(range);

    /// <summary>The device has refused our release: its extent list will say what there is to release.</summary>
    public void RetryRelease(int part, ByteRange range) => _parts[part].Refused.Add(range);

    /// <summary>A range is out of use: release the parts asked for, let the others wait for their turn.</summary>
    private void Retire(ByteRange range, SimTime now)
    {
        outputs.Emit(new DriverAction.ForgetCapacity(definition.Index, range.Scale(Ways)));
        for (var part = 0; part < _parts.Length; part++)
        {
            GiveBack(part, _parts[part].Asked.Within(range));
            var left = _parts[part].Held.Within(range);
            // It still holds old content, and only a release clears it: it must not be mapped again.
            _parts[part].Spent.UnionWith(left);
            Wait(part, left, now);
        }
    }

    private void Wait(int part, RangeSet ranges, SimTime now)
    {
        var deadline = partnerTimeout == SimTime.Never ? SimTime.Never : now + partnerTimeout;
        foreach (var range in ranges.Ranges) _waiting.Add(part, range, deadline);
    }

    private void GiveBack(int part, RangeSet ranges)
    {
        if (ranges.IsEmpty) return;
        foreach (var range in ranges.Ranges)
        {
            _parts[part].Drop(range);
            _parts[part].Releasing.Add(range);
            _waiting.Remove(part, range);
        }
        outputs.GiveBack(Slices(part, ranges), isSecondTry: false);
    }

    private void ReleaseAgain(int part, RangeSet listed)
    {
        var (releasing, refused) = (_parts[part].Releasing, _parts[part].Refused);
        if (refused.IsEmpty) return;
        var again = listed.Within(refused);
        releasing.ExceptWith(refused);
        releasing.UnionWith(again);
        refused.Clear();
        if (!again.IsEmpty) outputs.GiveBack(Slices(part, again), isSecondTry: true);
    }

    private List<CapacitySlice> Slices(int part, RangeSet ranges) =>
        [.. ranges.Ranges.Select(range => new CapacitySlice(this, part, range))];
}
