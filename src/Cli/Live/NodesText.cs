using System.Globalization;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Cli.Printing;
using CxlFabricSim.Simulation.Distribution;

namespace CxlFabricSim.Cli.Live;

/// <summary>What the lines of a run over several nodes say, from two looks at it.</summary>
internal static class NodesText
{
    // Above so many a screen is full.
    private const int MostLines = 24;

    /// <summary>One line a node.</summary>
    /// <param name="earlier">What each node told some time ago: rates are those since then.</param>
    /// <param name="now">What each node told last.</param>
    /// <param name="seconds">Wall time between the two.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<NodeProgress> earlier, IReadOnlyList<NodeProgress> now, double seconds)
    {
        var lines = now.Take(MostLines).Select((progress, node) => Line(NodeNames.Of(node), earlier[node], progress, seconds)).ToList();
        if (now.Count > MostLines) lines.Add($"and {now.Count - MostLines} more");
        return lines;
    }

    private static string Line(string name, in NodeProgress earlier, in NodeProgress now, double seconds)
    {
        var spent = now.Spent.Since(earlier.Spent);
        var waiting = seconds > 0 ? Math.Clamp(spent.Waited.TotalSeconds / seconds, 0, 1) : 0;
        var events = seconds > 0 ? (now.Events - earlier.Events) / seconds : 0;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {Tables.Time(now.Time)} simulated, {events / 1e6:0.00} M events/s, {Tables.Percent(waiting)} waiting, {now.Spent.Bytes / 1e6:#,0.0} MB sent");
    }
}
