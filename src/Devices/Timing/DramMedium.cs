using System.Numerics;
using System.Runtime.CompilerServices;

namespace CxlFabricSim.Devices.Timing;

/// <summary>
/// DRAM behind a controller that reorders (first ready, first come): channels, banks with an open row each, reads before writes, writes
/// in batches, refresh. Lines go round the channels; consecutive rows go round the banks.
/// </summary>
public sealed class DramMedium : MediumModel
{
    private readonly DramChannel[] _channels;
    private readonly int _channelBits;

    /// <param name="timings">Of every channel.</param>
    /// <param name="modules">A power of two.</param>
    /// <param name="ranks">Ranks of a module, a power of two: so many times the banks.</param>
    /// <param name="writeQueue">Lines that a channel's controller holds before it writes them.</param>
    /// <param name="closesRows">Whether a row is closed when it has been used, instead of waiting for more.</param>
    public DramMedium(DramTimings timings, int modules, int ranks, int writeQueue, bool closesRows)
    {
        var channels = modules * timings.ChannelsPerModule;
        LineTime = timings.Burst.Picoseconds / channels;
        if (!BitOperations.IsPow2(channels)) throw new ArgumentException($"{channels} DRAM channels; a power of two would do");
        _channelBits = BitOperations.Log2((uint)channels);
        _channels = new DramChannel[channels];
        for (var channel = 0; channel < channels; channel++) _channels[channel] = new DramChannel(timings, channel, ranks, writeQueue, closesRows);
    }

    public override long LineTime { get; }

    public override bool IsInOrder => false;

    /// <summary>Accesses whose row was open.</summary>
    public long RowHits => _channels.Sum(channel => channel.RowHits);

    /// <summary>Accesses that opened their row.</summary>
    public long RowMisses => _channels.Sum(channel => channel.RowMisses);

    /// <summary>Refreshes that accesses met or came behind, over all channels.</summary>
    public long Refreshes => _channels.Sum(channel => channel.Refreshes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override long Access(long time, ulong line, bool isWrite, out long served)
    {
        var channel = _channels[(int)(line & ((1UL << _channelBits) - 1))];
        return isWrite ? channel.Write(time, line >> _channelBits, out served) : channel.Read(time, line >> _channelBits, out served);
    }

    public override void Prefetch(ulong line) => _channels[(int)(line & ((1UL << _channelBits) - 1))].Prefetch(line >> _channelBits);

    public override IEnumerable<(object Object, int Lines)> HotState() =>
        [(this, 1), (_channels, 1), .. _channels.Select(channel => ((object)channel, 4))];
}
