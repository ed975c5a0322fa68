using System.Runtime.CompilerServices;
using CxlFabricSim.Devices.Management;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Timing;

/// <summary>
/// When a device answers: what waits in its queue, how fast its controller takes either direction, and its medium. The constant part, from
/// pin to pin with nothing in the way, belongs to the device's ports.
/// </summary>
public sealed class DeviceTiming
{
    private readonly MediumModel _medium;
    private readonly long _readTime;
    private readonly long _writeTime;
    private readonly long _slowerRead;
    private readonly long _slowerWrite;

    private long _readFree;
    private long _writeFree;

    /// <param name="medium">What is behind the controller.</param>
    /// <param name="queueDepth">Accesses in the controller at most; zero for as many as come.</param>
    /// <param name="readLineTime">For how long a line that is read occupies the controller; zero for no time.</param>
    /// <param name="writeLineTime">For how long a line that is written occupies the controller; zero for no time.</param>
    /// <param name="writeExtra">By how much a write takes longer than a read, or if negative is faster, pin to pin; the ports have the shorter of the two.</param>
    public DeviceTiming(MediumModel medium, int queueDepth = 0, SimTime readLineTime = default, SimTime writeLineTime = default, SimTime writeExtra = default)
    {
        _medium = medium;
        _readTime = readLineTime.Picoseconds;
        _writeTime = writeLineTime.Picoseconds;
        _slowerRead = Math.Max(0, -writeExtra.Picoseconds);
        _slowerWrite = Math.Max(0, writeExtra.Picoseconds);
        Queue = queueDepth > 0 ? new QueueEntries(queueDepth) : null;
        IsInOrder = medium.IsInOrder && writeExtra == SimTime.Zero && _readTime == 0 && _writeTime == 0 && Queue == null;
    }

    public MediumModel Medium => _medium;

    /// <summary>The accesses that the controller holds; without one the device works out of the buffers of its links.</summary>
    public QueueEntries? Queue { get; }

    /// <summary>True when answers leave in the order in which requests come.</summary>
    public bool IsInOrder { get; private set; }

    /// <summary>What the fabric manager wants of logical devices; null where there is one alone.</summary>
    public QualityOfService? Quality { get; set; }

    /// <summary>What every access looks at, and how many of the processor's cache lines of it.</summary>
    public IEnumerable<(object Object, int Lines)> HotState() => [.. _medium.HotState(), .. Queue is null ? [] : new[] { ((object)Queue, 1) }];

    /// <summary>An access to a line comes soon: fetches what its medium will look at into the processor's cache.</summary>
    public void Prefetch(ulong line) => _medium.Prefetch(line);

    /// <summary>Takes an access, in picoseconds.</summary>
    /// <param name="came">When it came.</param>
    /// <param name="entered">When it got an entry of the queue, and goes on to the medium; never before the one before it.</param>
    /// <param name="line">Which line.</param>
    /// <param name="isWrite">Whether it writes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(long came, long entered, int ldId, ulong line, bool isWrite, out AccessTimes times)
    {
        // Beside the medium, not before it: there a write would queue up behind reads that the controller has not let through yet.
        ref var free = ref isWrite ? ref _writeFree : ref _readFree;
        var passed = Math.Max(entered, free);
        free = passed + (isWrite ? _writeTime : _readTime);
        var done = _medium.Access(entered, line, isWrite, out var served);
        var answered = Math.Max(done, passed);
        times.IsLimited = false;
        times.Medium = done - served;
        var begun = answered - times.Medium;

        // Without a queue of its own the device works out of the link's buffer.
        times.Entered = Queue != null ? entered : begun;
        times.Wait = begun - came;
        // Constant, though not of the port: no part of what the medium adds.
        times.Answered = answered + (isWrite ? _slowerWrite : _slowerRead);
        if (Quality is { IsActive: true }) Manage(ref times, came, entered, ldId, isWrite);
    }

    /// <summary>
    /// An access of a logical device beyond its limit is answered later, and holds up none of another. Its logical device pays for the
    /// line at the rate of the slowest part of the device.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Manage(ref AccessTimes times, long came, long entered, int ldId, bool isWrite)
    {
        if (times.Entered > came) Quality!.Hold(came, times.Entered);
        var late = Quality!.Admit(ldId, entered, Math.Max(isWrite ? _writeTime : _readTime, _medium.LineTime)) - came - times.Wait;
        if (late <= 0) return;

        // Answers overtake each other from here on, also when there is no limit any more.
        IsInOrder = false;
        times.IsLimited = true;
        times.Wait += late;
        times.Answered += late;
    }
}
