using System.Globalization;
using CxlFabricSim.Simulation.Benchmarks;
using Spectre.Console;

namespace CxlFabricSim.Cli.Printing;

/// <summary>What a run over up to 1,000 nodes would do, and where more nodes do not pay.</summary>
internal static class ScalingTable
{
    public static void Print(ScalingReport report, TextWriter human, Surroundings surroundings)
    {
        var inputs = report.Inputs;
        human.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"measured: a vote between two nodes {inputs.HopMicroseconds:0.00} us, {inputs.MicrosecondsPerKilobyte:0.000} us a kilobyte, {inputs.NanosecondsPerEvent:0} ns an event;"));
        human.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"a rack of {inputs.HostsOfRack} hosts has {inputs.EventsPerWindow:#,0} events a window (spread {inputs.Spread:0.0%}) and sends {inputs.BytesPerWindow:#,0} bytes"));
        foreach (var series in report.Series)
        {
            human.WriteLine(series.Name);
            var table = Tables.Create("#nodes", "#hosts each", "#x one process", "#of ideal", "#vote", "#bytes", "#imbalance");
            foreach (var point in series.Points)
            {
                table.AddRow(
                    Tables.Number(point.Nodes), point.Hosts.ToString("0.#", CultureInfo.InvariantCulture), point.Speed.ToString("0.0", CultureInfo.InvariantCulture),
                    Tables.Percent(point.Speed / point.Nodes), Tables.Percent(point.Vote), Tables.Percent(point.Bytes), Tables.Percent(point.Imbalance));
            }

            Tables.Console(human, surroundings).Write(table);
            human.WriteLine(series.End is { } nodes ? $"{series.Name}: from {nodes} nodes on {series.Because}" : $"{series.Name}: pays up to {series.Points[^1].Nodes} nodes");
        }
    }
}
