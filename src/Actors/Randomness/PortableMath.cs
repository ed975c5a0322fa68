namespace CxlFabricSim.Actors.Randomness;

/// <summary>
/// Logarithm and exponential from additions, multiplications and divisions alone. The runtime's own call the C library,
/// whose last bit differs between machines, and one such bit may change an address and with it the whole run.
/// </summary>
public static class PortableMath
{
    private const double Ln2High = 0.693147180369123816490; // 32 significant bits: its product with an exponent is exact
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double SmallArgument = 1e-3;

    /// <summary>1/n at index n: divisions in a row would take most of the time.</summary>
    private static ReadOnlySpan<double> Reciprocals =>
    [
        0, 1, 1.0 / 2, 1.0 / 3, 1.0 / 4, 1.0 / 5, 1.0 / 6, 1.0 / 7, 1.0 / 8, 1.0 / 9, 1.0 / 10, 1.0 / 11,
        1.0 / 12, 1.0 / 13, 1.0 / 14, 1.0 / 15, 1.0 / 16, 1.0 / 17, 1.0 / 18, 1.0 / 19, 1.0 / 20, 1.0 / 21, 1.0 / 22, 1.0 / 23,
    ];

    /// <summary>The natural logarithm of a positive normal number; minus infinity at and below zero.</summary>
    public static double Log(double value)
    {
        if (value <= 0) return double.NegativeInfinity;
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)(bits >> 52) - 1023;
        var mantissa = BitConverter.Int64BitsToDouble(bits & 0xFFFFFFFFFFFFF | 0x3FF0000000000000);
        if (mantissa > 1.4142135623730951)
        {
            mantissa *= 0.5;
            exponent++;
        }

        // ln m = 2 artanh((m - 1) / (m + 1)), whose argument is at most 0.172: twelve terms reach the last bit.
        var ratio = (mantissa - 1) / (mantissa + 1);
        var square = ratio * ratio;
        var series = 0.0;
        for (var divisor = 23; divisor >= 3; divisor -= 2) series = (series + Reciprocals[divisor]) * square;
        return exponent * Ln2High + (exponent * Ln2Low + 2 * (ratio + ratio * series));
    }

    /// <summary>e to the power of a number; zero below -708, infinity above 709.</summary>
    public static double Exp(double value)
    {
        if (value < -708) return 0;
        if (value > 709) return double.PositiveInfinity;
        var exponent = Math.Floor(value * 1.4426950408889634 + 0.5);
        var rest = value - exponent * Ln2High - exponent * Ln2Low;

        // The rest is at most 0.35: fourteen terms of the power series reach the last bit.
        var series = 1.0;
        for (var term = 14; term >= 1; term--) series = 1 + series * rest * Reciprocals[term];
        return series * BitConverter.Int64BitsToDouble((long)((int)exponent + 1023) << 52);
    }

    /// <summary>(e^x - 1) / x, which is 1 at zero.</summary>
    public static double ExpM1Over(double value) => Math.Abs(value) > SmallArgument
        ? (Exp(value) - 1) / value
        : 1 + value / 2 * (1 + value / 3 * (1 + value / 4 * (1 + value / 5)));

    /// <summary>ln(1 + x) / x, which is 1 at zero.</summary>
    public static double Log1POver(double value) => Math.Abs(value) > SmallArgument
        ? Log(1 + value) / value
        : 1 - value * (1.0 / 2 - value * (1.0 / 3 - value * (1.0 / 4 - value * (1.0 / 5 - value / 6))));
}
