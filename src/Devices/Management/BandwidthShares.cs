namespace CxlFabricSim.Devices.Management;

/// <summary>
/// Whose turn it is while accesses wait for the device: start-time fair queueing over the bandwidth that a fabric manager allocated
/// (CXL 3.x, "Set QoS Allocated BW"). Under contention each logical device has at least its fraction, and what others leave goes to those that ask,
/// in the proportion of their fractions. Whole arithmetic, so that a run is the same everywhere.
/// </summary>
/// <param name="logicalDevices">How many there are.</param>
public sealed class BandwidthShares(int logicalDevices)
{
    private const int Whole = 256;

    // What a line costs in virtual time, times its logical device's fraction of 256.
    private const long LineCost = 1 << 20;

    private readonly int[] _allocated = new int[logicalDevices];
    private readonly int[] _waiting = new int[logicalDevices];

    // When the first that waits is to be served, and before that when the last one has been, in virtual time.
    private readonly long[] _starts = new long[logicalDevices];
    private long _now;

    /// <summary>Some logical device has bandwidth of its own.</summary>
    public bool IsActive { get; private set; }

    /// <summary>Accesses that wait, of all logical devices.</summary>
    public int Count { get; private set; }

    /// <summary>Allocates a logical device so many 256ths of the bandwidth; with zero it shares in what is not allocated.</summary>
    public void Allocate(int ldId, int fraction)
    {
        _allocated[ldId] = fraction;
        IsActive = Array.Exists(_allocated, allocated => allocated != 0);
    }

    /// <summary>An access of a logical device waits for its turn.</summary>
    public void Wait(int ldId)
    {
        // Who did not wait has saved up nothing.
        if (_waiting[ldId]++ == 0) _starts[ldId] = Math.Max(_starts[ldId], _now);
        Count++;
    }

    /// <summary>The logical device whose oldest access is next; it waits no longer.</summary>
    public int Next()
    {
        var next = -1;
        for (var ld = 0; ld < _waiting.Length; ld++)
        {
            if (_waiting[ld] != 0 && (next < 0 || _starts[ld] < _starts[next])) next = ld;
        }

        if (next < 0) throw new InvalidOperationException("no access waits for its turn");
        _now = _starts[next];
        _starts[next] += LineCost / WeightOf(next);
        _waiting[next]--;
        Count--;
        return next;
    }

    // The smallest where others have been given all of it, so that what is under way still ends.
    private int WeightOf(int ldId)
    {
        if (_allocated[ldId] != 0) return _allocated[ldId];
        var others = 0;
        var left = Whole;
        foreach (var allocated in _allocated)
        {
            left -= allocated;
            others += allocated == 0 ? 1 : 0;
        }

        return Math.Max(1, left / others);
    }
}
