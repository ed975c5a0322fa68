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
        _errors = options.Errors;
        if (_errors != null) _untilError = _errors.NextInterval(_bytesPerSecond);
    }

    /// <summary>When the line is free again.</summary>
    public long Free { get; private set; }

    /// <summary>Picoseconds for which the line was taken.</summary>
    public long Busy { get; private set; }

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
        var end = Math.Max(notBefore, Free) + time;
        Busy += time;
        if ((_untilError -= time) < 0) end = Retry(end);
        Free = end;
        return _flitTime == 0 ? end : EndOfFlit(end);
    }

    private readonly long TimeOnLine(long size)
    {
        const int bits = SizeBits + KiBBits;
        return (long)(((UInt128)(ulong)size * _picosecondsPerKiB + ((1 << bits) - 1)) >> bits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long EndOfFlit(long end)
    {
        var behind = end - _flitEnd;
        if (behind > 0) _flitEnd += behind <= _flitTime ? _flitTime : (behind + _flitTime - 1) / _flitTime * _flitTime;
        return _flitEnd;
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
