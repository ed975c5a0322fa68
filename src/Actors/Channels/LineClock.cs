using System.Runtime.CompilerServices;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Channels;

/// <summary>
/// When the line of a channel is taken: one message after the other, at the line's rate. With flits, a message shares the flits that it
/// begins and ends in with its neighbours, and arrives with the end of its last one. An error delays all that comes behind it.
/// </summary>
internal struct LineClock
{
    /// <summary>Below this the time of a KiB does not fit the arithmetic of <see cref="TimeOf"/>.</summary>
    internal const ulong MinBytesPerSecond = 1_000;

    /// <summary>Sizes count in parts of a byte: a header may take the third of a slot.</summary>
    private const int SizeBits = 8;

    private const int KiBBits = 10;

    private readonly ulong _picosecondsPerKiB;
    private readonly ulong _bytesPerSecond;
    private readonly long _serviceTime;
    private readonly long _flitTime;

    // 2^64 divided by the time of a flit: so that no division is needed to go on after a gap, as long as that is not longer than the limit.
    private readonly ulong _flitsPer64Bits;
    private readonly long _longestGap;
    private readonly LineErrors? _errors;
    private long _flitEnd;
    private long _untilError = long.MaxValue;

    public LineClock(ChannelOptions options)
    {
        _bytesPerSecond = options.BytesPerSecond;
        _picosecondsPerKiB = _bytesPerSecond == 0 ? 0 : (ulong)((UInt128)1024 * SimTime.PicosecondsPerSecond / _bytesPerSecond);
        _serviceTime = options.ServiceTime.Picoseconds;
        if (_bytesPerSecond == 0) return;
        _flitTime = TimeOnLine(SizeOf(options.FlitBytes));
        if (_flitTime > 1)
        {
            _flitsPer64Bits = ulong.MaxValue / (ulong)_flitTime + 1;
            _longestGap = (long)Math.Min(ulong.MaxValue / (ulong)_flitTime, long.MaxValue) - _flitTime;
        }

        _errors = options.Errors;
        if (_errors != null) _untilError = _errors.NextInterval(_bytesPerSecond);
    }

    /// <summary>When the line is free again.</summary>
    public long Free { get; private set; }

    /// <summary>Flits that were sent again.</summary>
    public long Retries { get; private set; }

    public static long SizeOf(double bytes) => (long)Math.Round(bytes * (1 << SizeBits));

    public static long BytesOf(long size) => size >> SizeBits;

    /// <summary>For how long a message takes the line, rounded up to a whole picosecond.</summary>
    public readonly long TimeOf(long size) => Math.Max(TimeOnLine(size), _serviceTime);

    /// <summary>Takes the line for so long, not before a time; returns when all of it has left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Take(long time, long notBefore)
    {
        var end = Later(notBefore, Free) + time;
        if (_errors != null && (_untilError -= time) < 0) end = Retry(end);
        Free = end;
        return _flitTime == 0 ? end : EndOfFlit(end);
    }

    // Which one it is changes from message to message, and in a loop the compiler would make a branch of it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Later(long left, long right) => left - (left - right & (left - right) >> 63);

    private readonly long TimeOnLine(long size)
    {
        const int bits = SizeBits + KiBBits;
        return (long)(((UInt128)(ulong)size * _picosecondsPerKiB + ((1 << bits) - 1)) >> bits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long EndOfFlit(long end)
    {
        // Without a branch on how many flits there are, since that is not to be foreseen. The reciprocal is rounded up; below the limit the
        // whole part of the product is the same.
        var behind = Later(end - _flitEnd, 0);
        var gap = (ulong)(behind + _flitTime - 1);
        var flits = behind <= _longestGap ? Math.BigMul(gap, _flitsPer64Bits, out _) : gap / (ulong)_flitTime;
        return _flitEnd += (long)flits * _flitTime;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long Retry(long end)
    {
        while (_untilError < 0)
        {
            Retries++;
            end += _errors!.RetryTime;
            _untilError += _errors.NextInterval(_bytesPerSecond);
        }

        return end;
    }
}
