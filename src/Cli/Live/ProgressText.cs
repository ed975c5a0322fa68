using System.Globalization;
using CxlFabricSim.Cli.Printing;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation;

namespace CxlFabricSim.Cli.Live;

/// <summary>What the progress line says, from two looks at a run.</summary>
internal static class ProgressText
{
    // One column less than terminals have at the least: a full last column would scroll.
    private const int MaxLength = 79;

    /// <param name="name">The scenario's.</param>
    /// <param name="earlier">A look some time ago: rates are those since then.</param>
    /// <param name="now">The latest look.</param>
    /// <param name="seconds">Wall time between the two.</param>
    /// <param name="duration">When the run will end at the latest; null when nobody knows.</param>
    public static string Of(string name, WatchedProgress earlier, WatchedProgress now, double seconds, SimTime? duration)
    {
        var percent = duration is { } end ? $" ({Tables.Percent(Math.Min(1, now.Time.Seconds / end.Seconds))})" : "";
        var (lines, events) = (Rate(now.Lines - earlier.Lines, seconds), Rate(now.Events - earlier.Events, seconds));
        var figures = $": {Tables.Time(now.Time)}{percent} simulated, {lines} requests/s, {events} events/s";
        var room = Math.Max(0, MaxLength - figures.Length);
        return name.Length <= room ? name + figures : string.Concat(name.AsSpan(0, Math.Max(0, room - 1)), "…", figures);
    }

    private static string Rate(long count, double seconds)
    {
        var rate = seconds > 0 ? count / seconds : 0;
        return rate switch
        {
            >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{rate / 1e6:0.00} M"),
            >= 1e3 => string.Create(CultureInfo.InvariantCulture, $"{rate / 1e3:0.0} k"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{rate:0}"),
        };
    }
}
