namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Alert thresholds as the specification has Set Alert Configuration change them, to compare with.</summary>
internal sealed class SpecifiedAlerts
{
    private const int Alerts = 5;
    private const byte CriticalLifeUsed = 75;
    private const short CriticalHeat = 35;
    private const short CriticalCold = 10;

    // Life used, over and under temperature, corrected volatile and persistent errors: as the recorded device begins.
    private readonly short[] _thresholds = [40, 25, 20, 0, 0];
    private byte _enabled;

    /// <summary>A valid alert that is not enabled is switched off and keeps its threshold; when one is refused, none changes.</summary>
    public void Set(ReadOnlySpan<byte> input, bool isRefused)
    {
        if (isRefused) return;
        ReadOnlySpan<short> asked =
        [
            input[2], BitConverter.ToInt16(input[4..]), BitConverter.ToInt16(input[6..]), BitConverter.ToInt16(input[8..]),
            BitConverter.ToInt16(input[10..]),
        ];
        for (var alert = 0; alert < Alerts; alert++)
        {
            var bit = (byte)(1 << alert);
            if ((input[0] & bit) == 0) continue;
            _enabled &= (byte)~bit;
            if ((input[1] & bit) == 0) continue;
            _enabled |= bit;
            _thresholds[alert] = asked[alert];
        }
    }

    /// <summary>Get Alert Configuration: which alerts are on, which can be, critical limits and thresholds.</summary>
    public byte[] Get()
    {
        const byte AllProgrammable = (1 << Alerts) - 1;
        List<byte> output = [_enabled, AllProgrammable, CriticalLifeUsed, (byte)_thresholds[0]];
        short[] rest = [CriticalHeat, CriticalCold, .. _thresholds[1..]];
        foreach (var value in rest) output.AddRange(BitConverter.GetBytes(value));
        return [.. output];
    }
}
