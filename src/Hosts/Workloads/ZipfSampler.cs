using CxlFabricSim.Actors.Randomness;

namespace CxlFabricSim.Hosts.Workloads;

/// <summary>
/// Ranks 1 to n, rank k with a probability proportional to k^-skew, in constant time and without a table: rejection-inversion
/// (Hörmann and Derflinger, "Rejection-inversion to generate variates from monotone discrete distributions", 1996).
/// </summary>
internal sealed class ZipfSampler
{
    private readonly double _skew;
    private readonly double _acceptAtOnce;
    private readonly double _integralFirst;
    private double _count;
    private double _integralLast;

    public ZipfSampler(double skew)
    {
        _skew = skew;
        _integralFirst = Integral(1.5) - 1;
        _acceptAtOnce = 2 - InverseIntegral(Integral(2.5) - Weight(2));
        Resize(1);
    }

    public void Resize(ulong count)
    {
        _count = count;
        _integralLast = Integral(_count + 0.5);
    }

    public ulong Next(SeededRandom random)
    {
        while (true)
        {
            var area = _integralLast + random.NextUnit() * (_integralFirst - _integralLast);
            var point = InverseIntegral(area);
            var rank = Math.Clamp(Math.Floor(point + 0.5), 1, _count);
            if (rank - point <= _acceptAtOnce || area >= Integral(rank + 0.5) - Weight(rank)) return (ulong)rank;
        }
    }

    private double Weight(double x) => PortableMath.Exp(-_skew * PortableMath.Log(x));

    /// <summary>The integral of x^-skew from 1, in a form that also holds at and near skew 1, where it is the logarithm.</summary>
    private double Integral(double x)
    {
        var log = PortableMath.Log(x);
        return PortableMath.ExpM1Over((1 - _skew) * log) * log;
    }

    private double InverseIntegral(double area)
    {
        // Rounding may step over -1, the pole that a steep skew comes close to in the tail.
        var scaled = Math.Max(-1, (1 - _skew) * area);
        return PortableMath.Exp(PortableMath.Log1POver(scaled) * area);
    }
}
