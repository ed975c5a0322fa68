using System.Globalization;
using CxlFabricSim.Simulation.Benchmarks;
using Spectre.Console;

namespace CxlFabricSim.Cli.Printing;

/// <summary>What several nodes did beside one process.</summary>
internal static class NodesBenchTable
{
    public static void Print(NodesBenchReport report, TextWriter human, Surroundings surroundings)
    {
        var table = Tables.Create(
            "case", "#x one process", "#by processor time", "#one s", $"#{report.Nodes} nodes s", "#meet every ns", "#windows/s", "#events/window", "#MB/s",
            "events by node", "waiting", "processor");
        foreach (var one in report.Cases)
        {
            table.AddRow(
                Tables.Text(one.Name), Two(one.Speed), Two(one.SpeedByProcessorTime), Two(one.OneProcessSeconds), Two(one.Seconds),
                Tables.Number((long)one.MeetEveryNanoseconds), Tables.Number((long)one.WindowsPerSecond),
                Tables.Number((long)one.EventsPerWindow), Two(one.MegabytesPerSecond), Percents(one.Shares.Select(share => share.Events)),
                Percents(one.Shares.Select(share => share.Waiting)), Percents(one.Shares.Select(share => share.Processor)));
        }

        Tables.Console(human, surroundings, redirectedWidth: 190).Write(table);
    }

    private static string Two(double number) => number.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Percents(IEnumerable<double> shares) => string.Join(' ', shares.Select(share => share.ToString("0%", CultureInfo.InvariantCulture)));
}
