using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Workloads.Traces;

/// <summary>The accesses of a trace that one host made to one region, one after the other, as lines of the region.</summary>
internal sealed class TraceReplay(TraceSettings settings, HostRegion region, SimTime start)
{
    private TraceReader? _reader;
    private TraceRecord _record;
    private bool _isPending;

    public bool IsAtEnd { get; private set; }

    /// <summary>The host's accesses to other regions.</summary>
    public long Elsewhere { get; private set; }

    /// <summary>When the pending access may be made.</summary>
    public long DueAt => _isPending && settings.IsTimed && _record.Time > 0 ? start.Picoseconds + _record.Time : 0;

    public ulong RegionOffset { get; private set; }

    public int Lines { get; private set; }

    public bool IsWrite => _record.IsWrite;

    /// <summary>Makes the next access the pending one, unless there is one; false when there are no more.</summary>
    public bool TryPeek()
    {
        if (_isPending) return true;
        if (IsAtEnd) return false;
        _reader ??= settings.Open();
        while (_reader.TryRead(out _record))
        {
            if (_record.Host != settings.Host || !IsHere()) continue;
            _isPending = true;
            return true;
        }

        IsAtEnd = true;
        _reader.Dispose();
        return false;
    }

    public void Take() => _isPending = false;

    /// <summary>The access that was taken last was not made.</summary>
    public void PutBack() => _isPending = true;

    private bool IsHere()
    {
        var offset = _record.Address - region.Start.Value;
        if (offset >= region.Length)
        {
            Elsewhere++;
            return false;
        }

        // Part of an access may reach into what lies behind the region.
        RegionOffset = offset & ~(Sizes.Line - 1UL);
        var end = Math.Min((offset + _record.Bytes + Sizes.Line - 1) & ~(Sizes.Line - 1UL), region.Length);
        Lines = (int)((end - RegionOffset) / Sizes.Line);
        return true;
    }
}
