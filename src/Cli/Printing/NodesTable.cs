using System.Globalization;
using CxlFabricSim.Simulation.Results;
using Spectre.Console;

namespace CxlFabricSim.Cli.Printing;

/// <summary>What each node did, and whether several were worth it.</summary>
internal static class NodesTable
{
    // Below this, either way, the difference is noise.
    private const double WorthSaying = 1.1;

    public static Table Of(RunResults results)
    {
        var table = Tables.Create("node", "#actors", "#events", "#working s", "#waiting s", "#sent bytes");
        foreach (var node in results.Loads)
        {
            table.AddRow(
                Tables.Text(node.Name), Tables.Number(node.Actors), Tables.Number(node.Events), Seconds(node.Seconds - node.WaitedSeconds), Seconds(node.WaitedSeconds),
                Tables.Number(node.BytesSent));
        }

        return table;
    }

    /// <summary>By the work that all nodes did together; null where there is nothing to say.</summary>
    public static string? Advice(RunResults results)
    {
        if (results.Loads.Count < 2) return null;
        var seconds = results.Loads.Max(node => node.Seconds);
        var work = results.Loads.Sum(node => node.Seconds - node.WaitedSeconds);
        if (work <= 0 || seconds <= 0) return null;
        var meetings = results.Loads[0].Meetings;
        var each = seconds / Math.Max(1, meetings) * 1e6;
        if (seconds > WorthSaying * work)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"advice: one process would be about {seconds / work:0.0} x faster here, because the nodes met {meetings:#,0} times, every {each:0.0} us, for {results.Events / Math.Max(1, meetings):#,0} events each time");
        }

        return work > WorthSaying * seconds
            ? string.Create(CultureInfo.InvariantCulture, $"advice: about {work / seconds:0.0} x faster than one process by the work that the nodes did")
            : null;
    }

    private static string Seconds(double seconds) => seconds.ToString("0.00", CultureInfo.InvariantCulture);
}
