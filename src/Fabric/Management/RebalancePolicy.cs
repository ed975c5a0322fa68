using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Management;

/// <summary>
/// Moves dynamic capacity between hosts by demand. From time to time it looks at what the hosts last reported to want and shares the
/// units out fairly: each host gets what it wants, and where that is too much altogether no host gets more while another has less and
/// wants more. It then gives free units and takes what hosts have beyond their share, a step at a time, until all is as it should be.
/// </summary>
/// <remarks>
/// No command of a CXL device tells a manager how much capacity its host would like: demand is the host's to report, over the network
/// that the manager and the hosts' software share. Hosts report when it changes, so that the manager need not poll for it.
/// </remarks>
public sealed class RebalancePolicy
{
    // A dynamic capacity event log holds a record for each unit, and only what it holds reaches the host: far below the smallest log.
    private const int UnitsPerStep = 4;

    private const int Nobody = -1;
    private const int Doubtful = -2;

    private readonly RebalanceSettings _settings;
    private readonly ulong[] _wantedBytes;
    private readonly int[] _shares;
    private readonly int[] _held;
    private readonly bool[] _hasFailed;
    private readonly int[] _owners;
    private readonly int[] _lastOwners;
    private readonly List<int> _moving = [];
    private bool _isSharingOut;
    private int _movingTo;
    private int _asked;

    public RebalancePolicy(RebalanceSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        _wantedBytes = new ulong[settings.Hosts.Count];
        _shares = new int[settings.Hosts.Count];
        _held = new int[settings.Hosts.Count];
        _hasFailed = new bool[settings.Hosts.Count];
        _owners = new int[settings.Units];
        _lastOwners = new int[settings.Units];
        Array.Fill(_owners, Nobody);
        Array.Fill(_lastOwners, Nobody);
        NextLook = settings.Every <= settings.Until ? settings.Every : SimTime.Never;
    }

    /// <summary>When the policy next looks at demand; <see cref="SimTime.Never"/> when it will not.</summary>
    public SimTime NextLook { get; private set; }

    /// <summary>Nothing is under way, and nothing will be.</summary>
    public bool IsFinished => NextLook == SimTime.Never && !_isSharingOut;

    public RebalanceCounters Counters { get; } = new();

    /// <summary>Units that a host has, as far as steps have ended.</summary>
    public int HeldBy(int host) => _held[host];

    /// <summary>A host says how much capacity it wants in all; the next look takes it into account.</summary>
    public void Report(int host, ulong bytes) => _wantedBytes[host] = bytes;

    /// <summary>The next step; null when there is nothing to do before <see cref="NextLook"/>. To be followed by <see cref="Ended"/>.</summary>
    public ManagementStep? Next(SimTime now)
    {
        if (!_isSharingOut)
        {
            if (now < NextLook) return null;
            Look(now);
        }

        if (FurthestFrom((share, held) => share - held) is >= 0 and var poorest && Choose(poorest, Nobody) > 0) return Step(now, poorest, Nobody);
        if (FurthestFrom((share, held) => held - share) is >= 0 and var richest && Choose(Nobody, richest) > 0) return Step(now, Nobody, richest);
        _isSharingOut = false;
        return null;
    }

    /// <summary>
    /// The step that <see cref="Next"/> gave has ended. Who has the units of one that failed nobody knows: they are left alone, and so is the
    /// host, which would fail again and cost the others more units each time.
    /// </summary>
    public void Ended(bool succeeded)
    {
        _hasFailed[_asked] |= !succeeded;
        foreach (var unit in _moving)
        {
            var from = _owners[unit];
            if (from >= 0) _held[from]--;
            _owners[unit] = succeeded ? _movingTo : Doubtful;
            if (!succeeded) continue;
            if (_movingTo < 0) CountTaken(unit, from);
            else CountGiven(unit);
        }

        _moving.Clear();
        if (!succeeded) _shares[_asked] = _held[_asked];
    }

    private void CountTaken(int unit, int from)
    {
        Counters.UnitsTaken++;
        _lastOwners[unit] = from;
    }

    private void CountGiven(int unit)
    {
        _held[_movingTo]++;
        Counters.UnitsGiven++;
        if (_lastOwners[unit] >= 0 && _lastOwners[unit] != _movingTo) Counters.UnitsMoved++;
    }

    private void Look(SimTime now)
    {
        Counters.Looks++;
        _isSharingOut = true;

        // A look that comes late, because sharing out took long, does not move those after it.
        var periods = now.Picoseconds / _settings.Every.Picoseconds + 1;
        NextLook = new SimTime(periods * _settings.Every.Picoseconds);
        if (NextLook > _settings.Until) NextLook = SimTime.Never;
        ShareOut();
    }

    /// <summary>A unit to each host that wants more, in turn, as long as there are any. One that has failed keeps what it has.</summary>
    private void ShareOut()
    {
        for (var host = 0; host < _shares.Length; host++) _shares[host] = _hasFailed[host] ? _held[host] : 0;
        var unitOfAll = (UInt128)_settings.UnitBytes * (uint)_settings.Devices.Count;
        var left = _owners.Count(owner => owner != Doubtful) - _shares.Sum();
        for (var wasGiven = true; wasGiven && left > 0;)
        {
            wasGiven = false;
            for (var host = 0; host < _shares.Length && left > 0; host++)
            {
                if (_hasFailed[host] || (UInt128)(uint)_shares[host] * unitOfAll >= _wantedBytes[host]) continue;
                _shares[host]++;
                left--;
                wasGiven = true;
            }
        }
    }

    /// <summary>The host whose share and holding differ most, the first of several; -1 when none differs that way.</summary>
    private int FurthestFrom(Func<int, int, int> difference)
    {
        var furthest = -1;
        var most = 0;
        for (var host = 0; host < _shares.Length; host++)
        {
            var found = difference(_shares[host], _held[host]);
            if (found <= most) continue;
            (furthest, most) = (host, found);
        }

        return furthest;
    }

    /// <summary>Notes which units move: free ones from the bottom, a host's from the top, so that what is in use stays together.</summary>
    private int Choose(int to, int from)
    {
        _moving.Clear();
        _movingTo = to;
        var wanted = Math.Min(UnitsPerStep, to >= 0 ? _shares[to] - _held[to] : _held[from] - _shares[from]);
        for (var place = 0; place < _owners.Length && _moving.Count < wanted; place++)
        {
            var unit = to >= 0 ? place : _owners.Length - 1 - place;
            if (_owners[unit] == from) _moving.Add(unit);
        }

        return _moving.Count;
    }

    private ManagementStep Step(SimTime now, int to, int from)
    {
        var isRelease = to < 0;
        _asked = isRelease ? from : to;
        var host = _settings.Hosts[_asked];
        var parts = _settings.Devices.Select((device, place) => new ManagementPart(
            device.Port, device.Name, host.Ids[place], device.Region, (ulong)_moving.Count * _settings.UnitBytes,
            [.. _moving.Select(unit => new DcExtent(device.Start + (ulong)unit * _settings.UnitBytes, _settings.UnitBytes))]));
        var policy = isRelease ? (int)RemovalPolicy.Prescriptive : (int)SelectionPolicy.Prescriptive;
        return new ManagementStep(now, isRelease, policy, UInt128.Zero, _settings.Timeout, [.. parts], host.Name);
    }
}
