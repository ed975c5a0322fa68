using CxlFabricSim.Actors.Randomness;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Workloads;

/// <summary>When a stream may issue: keeps the slots that wait out their delay, and the time at which rate and bursts allow the next access.</summary>
internal sealed class RequestPacer
{
    private readonly PaceSettings _settings;
    private readonly SeededRandom? _random;
    private readonly double _meanGap;
    private readonly long _delay;

    // Slots that rest, in order of the time at which they are ready: the delay is the same for all.
    private readonly (int Slot, long ReadyAt)[] _resting;
    private int _first;
    private long _origin;
    private long _issued;
    private bool _hasBegun;

    /// <param name="settings">The pace.</param>
    /// <param name="slots">Slots of the stream.</param>
    /// <param name="random">The stream's own; nothing is drawn from it where nothing is left to chance.</param>
    public RequestPacer(PaceSettings settings, int slots, SeededRandom random)
    {
        _settings = settings;
        if (settings is { IsPoisson: true, UnitsPerSecond: > 0 })
        {
            _random = random;
            _meanGap = (double)settings.UnitsPerAccess * SimTime.PicosecondsPerSecond / settings.UnitsPerSecond;
        }

        _delay = settings.Delay.Picoseconds;
        _resting = new (int, long)[slots];
    }

    /// <summary>Slots that wait out their delay.</summary>
    public int Resting { get; private set; }

    /// <summary>When the slot that has rested longest is ready; never when none rests.</summary>
    public long ReadyAt => Resting == 0 ? long.MaxValue : _resting[_first].ReadyAt;

    /// <summary>When rate and bursts allow the next access.</summary>
    public long DueAt { get; private set; }

    /// <summary>The rate counts from here.</summary>
    public void Begin(long now)
    {
        if (_hasBegun) return;
        _hasBegun = true;
        _origin = now;
        DueAt = now;
    }

    /// <summary>An access is issued. Returns the time that its latency counts from: at a rate, when it was due.</summary>
    public long Issue(long now)
    {
        var started = _settings.UnitsPerSecond == 0 ? now : DueAt;
        _issued++;
        if (_settings.BurstLength > 0 && _issued == _settings.BurstLength)
        {
            _issued = 0;
            _origin = started + _settings.BurstGap.Picoseconds;
            DueAt = _origin;
        }
        else if (_random != null)
        {
            // Never the logarithm of zero, whose gap would not end.
            DueAt = started + (long)(-PortableMath.Log(1 - _random.NextUnit()) * _meanGap);
        }
        else if (_settings.UnitsPerSecond > 0)
        {
            DueAt = _origin + (long)((UInt128)_issued * _settings.UnitsPerAccess * SimTime.PicosecondsPerSecond / _settings.UnitsPerSecond);
        }

        return started;
    }

    /// <summary>A slot's access has completed. False when it need not rest.</summary>
    public bool TryRest(int slot, long now)
    {
        if (_delay == 0) return false;
        _resting[(_first + Resting++) % _resting.Length] = (slot, now + _delay);
        return true;
    }

    /// <summary>The slot that has rested longest, when it is ready.</summary>
    public bool TryWake(long now, out int slot)
    {
        slot = -1;
        if (Resting == 0 || _resting[_first].ReadyAt > now) return false;
        slot = _resting[_first].Slot;
        _first = (_first + 1) % _resting.Length;
        Resting--;
        return true;
    }
}
