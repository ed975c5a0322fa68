namespace CxlFabricSim.Cli.Printing;

/// <summary>Numbers over time as a line of small bars.</summary>
internal static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";
    private const char Nothing = '·';

    /// <summary>A bar for each of at most so many equal spans, as high as the mean of its numbers; a dot where that is zero.</summary>
    public static string Of(IReadOnlyList<decimal> values, decimal top, int width)
    {
        var columns = Math.Min(width, values.Count);
        return string.Create(columns, (values, top), static (line, given) =>
        {
            for (var column = 0; column < line.Length; column++)
            {
                var (from, to) = (column * given.values.Count / line.Length, (column + 1) * given.values.Count / line.Length);
                line[column] = BarOf(given.values.Skip(from).Take(to - from).Average(), given.top);
            }
        });
    }

    private static char BarOf(decimal value, decimal top) =>
        value <= 0 || top <= 0 ? Nothing : Bars[Math.Clamp((int)Math.Ceiling(value / top * Bars.Length) - 1, 0, Bars.Length - 1)];
}
