namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Alert thresholds as Set Alert Configuration changes them: by the specification, or as the recorded device does.</summary>
internal sealed class AlertSettings(bool asRecorded)
{
    private const int Alerts = 5;
    private const byte CriticalLifeUsed = 75;
    private const short CriticalHeat = 35;
    private const short CriticalCold = 10;

    // Life used, over and under temperature, corrected volatile and persistent errors: as the recorded device begins.
    private readonly short[] _thresholds = [40, 25, 20, 0, 0];
    private byte _enabled;

    /// <summary>
    /// A valid alert that is not enabled is switched off and keeps its threshold; when one is refused, none changes. The recorded device
    /// enables what is valid, one after the other, up to the one that it refuses.
    /// </summary>
    public void Set(ReadOnlySpan<byte> input, bool isRefused)
    {
        if (isRefused && !asRecorded) return;
        ReadOnlySpan<short> asked =
        [
            input[2], BitConverter.ToInt16(input[4..]), BitConverter.ToInt16(input[6..]), BitConverter.ToInt16(input[8..]),
            BitConverter.ToInt16(input[10..]),
        ];
        for (var alert = 0; alert < Alerts; alert++)
        {
            var bit = (byte)(1 << alert);
            if ((input[0] & bit) == 0) continue;
            if (isRefused && IsBeyondCritical(alert, asked[alert])) return;
            _enabled &= (byte)~bit;
            if ((input[1] & bit) == 0 && !asRecorded) continue;
            _enabled |= bit;
            _thresholds[alert] = asked[alert];
        }
    }

    /// <summary>Get Alert Configuration: which alerts are on, which can be, critical limits and thresholds.</summary>
    public byte[] Get()
    {
        const byte AllProgrammable = (1 << Alerts) - 1;
        var flags = asRecorded ? (On: (byte)0, Programmable: _enabled) : (On: _enabled, Programmable: AllProgrammable);
        List<byte> output = [flags.On, flags.Programmable, CriticalLifeUsed, (byte)_thresholds[0]];
        short[] rest = [CriticalHeat, CriticalCold, .. _thresholds[1..]];
        foreach (var value in rest) output.AddRange(BitConverter.GetBytes(value));
        return [.. output];
    }

    private static bool IsBeyondCritical(int alert, short threshold) => alert switch
    {
        0 => threshold >= CriticalLifeUsed,
        1 => threshold >= CriticalHeat,
        2 => threshold <= CriticalCold,
        _ => false,
    };
}
