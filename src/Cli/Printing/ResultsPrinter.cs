using System.Globalization;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Scenarios;
using Spectre.Console;

namespace CxlFabricSim.Cli.Printing;

/// <summary>Prints a run's results as tables, what did not hold, and last the digest on a line of its own.</summary>
internal static class ResultsPrinter
{
    public static void Print(RunResults results, TextWriter human, Surroundings surroundings)
    {
        var console = Tables.Console(human, surroundings);
        WriteTitled(console, human, "Hosts", Throughput(results));
        WriteTitled(console, human, "Latency", Latency(results));
        WriteTitled(console, human, "Phases", Phases(results));
        WriteTitled(console, human, "Operations", Operations(results));
        WriteTitled(console, human, "Caches", Caches(results));
        WriteTitled(console, human, "Where the time of a line went, mean ns", Breakdown(results));
        WriteTitled(console, human, "Drivers", Drivers(results));
        WriteTitled(console, human, "Links", Links(results));
        WriteTitled(console, human, "Switches", Switches(results));
        WriteTitled(console, human, "Devices", Devices(results));
        WriteTitled(console, human, "Dynamic capacity", Extents(results));
        if (results.Samples is { } samples) WriteTitled(console, human, $"Over time, every {samples.Interval}", SamplesTable.Of(samples));
        WriteTitled(console, human, "Nodes", NodesTable.Of(results));
        human.WriteLine(Summary(results));
        if (NodesTable.Advice(results) is { } advice) human.WriteLine(advice);
        foreach (var line in BalanceText.Of(results)) human.WriteLine(line);
        if (results.IsInterrupted) human.WriteLine($"interrupted at {results.SimulatedTime} of simulated time: these are the results so far, expectations are not judged");
        foreach (var failure in results.Failures)
            human.WriteLine($"FAILED at {failure.Time}, {failure.Actor}: expected {failure.Expected}, found {failure.Found}");
        if (results.Digest.Length > 0) human.WriteLine($"digest: {results.Digest}");
    }

    private static void WriteTitled(IAnsiConsole console, TextWriter human, string title, Table table)
    {
        if (table.Rows.Count == 0) return;
        human.WriteLine(title);
        console.Write(table);
    }

    private static Table Throughput(RunResults results)
    {
        var table = Tables.Create("host", "stream", "#reads", "#writes", "#throughput", "#errors", "#verified lines", "#wrong lines");
        foreach (var (host, stream) in Streams(results))
        {
            table.AddRow(
                Tables.Text(host), Tables.Text(stream.Name), Tables.Number(stream.Reads), Tables.Number(stream.Writes), Tables.Rate(stream.BytesPerSecond),
                Tables.Number(stream.Errors), Tables.Number(stream.LinesVerified), Tables.Number(stream.VerifyFailures));
        }

        return table;
    }

    private static Table Latency(RunResults results)
    {
        var table = Tables.Create("host", "stream", "#idle path", "#min", "#mean", "#p50", "#p99", "#p99.9", "#max");
        foreach (var (host, stream) in Streams(results))
        {
            var latency = stream.Latency;
            table.AddRow(
                Tables.Text(host), Tables.Text(stream.Name), stream.Idle is { } idle ? Tables.Time(idle.Total) : "", Tables.Time(latency.Min), Tables.Time(latency.Mean), Tables.Time(latency.P50),
                Tables.Time(latency.P99), Tables.Time(latency.P999), Tables.Time(latency.Max));
        }

        return table;
    }

    private static Table Phases(RunResults results)
    {
        var table = Tables.Create("host", "stream", "phase", "#reads", "#writes", "#throughput", "#mean", "#p99", "#max");
        foreach (var (host, stream) in Streams(results))
        {
            foreach (var phase in stream.Phases)
            {
                table.AddRow(
                    Tables.Text(host), Tables.Text(stream.Name), Tables.Text(phase.Name), Tables.Number(phase.Reads), Tables.Number(phase.Writes),
                    Tables.Rate(phase.BytesPerSecond), Tables.Time(phase.Latency.Mean), Tables.Time(phase.Latency.P99), Tables.Time(phase.Latency.Max));
            }
        }

        return table;
    }

    private static Table Operations(RunResults results)
    {
        var table = Tables.Create("host", "stream", "operation", "#count", "#mean", "#p50", "#p99", "#p99.9", "#max");
        foreach (var (host, stream) in Streams(results))
        {
            foreach (var (name, latency) in stream.Operations)
            {
                table.AddRow(
                    Tables.Text(host), Tables.Text(stream.Name), Tables.Text(name), Tables.Number(latency.Count), Tables.Time(latency.Mean),
                    Tables.Time(latency.P50), Tables.Time(latency.P99), Tables.Time(latency.P999), Tables.Time(latency.Max));
            }
        }

        return table;
    }

    private static Table Caches(RunResults results)
    {
        var table = Tables.Create("host", "#hits", "#merged", "#misses", "#prefetches", "#of them used", "#write-backs", "#lost");
        foreach (var host in results.Hosts)
        {
            if (host.Cache is not { } cache) continue;
            table.AddRow(
                Tables.Text(host.Name), Tables.Number(cache.Hits), Tables.Number(cache.Merged), Tables.Number(cache.Misses), Tables.Number(cache.Prefetches),
                Tables.Number(cache.PrefetchesUsed), Tables.Number(cache.WriteBacks), Tables.Number(cache.WriteBackErrors));
        }

        return table;
    }

    // What an idle path does not explain of the links' time is waiting for those of host and device.
    private static Table Breakdown(RunResults results)
    {
        var table = Tables.Create("stream", "#host", "#wait", "#links", "#wait", "#switches", "#wait out", "#wait back", "#device", "#wait", "#medium", "#sum");
        foreach (var (host, stream) in Streams(results))
        {
            if (stream is not { Breakdown: { } spent, Idle: { } read, IdleWrite: { } write } || spent.Links.Count == 0) continue;
            var left = 1 - (double)spent.AtHost.Count / spent.Links.Count;
            // Where a cache answers, writes end in it, and what leaves is read.
            var writes = left < 1 ? 0 : (double)stream.Writes / (stream.Reads + stream.Writes);
            var idle = new SimTime((long)(left * (read.Links.Picoseconds + writes * (write.Links - read.Links).Picoseconds)));
            SimTime[] columns =
            [
                spent.Host.Mean, spent.HostWait.Mean, idle, AboveZero(spent.Links.Mean - idle), spent.Switches.Mean, spent.RequestWait.Mean, spent.CompletionWait.Mean,
                spent.Device.Mean, spent.DeviceWait.Mean, spent.Medium.Mean, spent.Stages.Aggregate(SimTime.Zero, (sum, stage) => sum + stage.Latency.Mean),
            ];
            table.AddRow([Tables.Text($"{host}/{stream.Name}"), .. columns.Select(time => Tables.Nanoseconds(time))]);
        }

        return table;
    }

    // A flit may end earlier than on average.
    private static SimTime AboveZero(SimTime time) => time < SimTime.Zero ? SimTime.Zero : time;

    private static Table Drivers(RunResults results)
    {
        var table = Tables.Create("host", "#extents accepted", "#extents released", "#event records", "#interrupts");
        foreach (var host in results.Hosts)
        {
            table.AddRow(
                Tables.Text(host.Name), Tables.Number(host.ExtentsAccepted), Tables.Number(host.ExtentsReleased),
                Tables.Number(host.EventsRead), Tables.Number(host.InterruptsTaken));
        }

        return table;
    }

    private static Table Links(RunResults results)
    {
        var table = Tables.Create("link", "from", "to", "#messages", "#bytes", "#busy");
        foreach (var link in results.Links)
        {
            table.AddRow(
                Tables.Text(link.Name), Tables.Text(link.From), Tables.Text(link.To), Tables.Number(link.Messages), Tables.Number(link.Bytes),
                Tables.Percent(link.Utilisation));
        }

        return table;
    }

    private static Table Switches(RunResults results)
    {
        var table = Tables.Create("switch", "#not decoded");
        foreach (var @switch in results.Switches) table.AddRow(Tables.Text(@switch.Name), Tables.Number(@switch.NotDecoded));
        return table;
    }

    private static Table Devices(RunResults results)
    {
        var table = Tables.Create("device", "#reads", "#writes", "#not decoded", "#not owned", "#media errors", "#poisoned", "#row hits", "#row misses", "#refreshes");
        foreach (var device in results.Devices)
        {
            table.AddRow(
                Tables.Text(device.Name), Tables.Number(device.Reads), Tables.Number(device.Writes), Tables.Number(device.NotDecoded),
                Tables.Number(device.CapacityNotOwned), Tables.Number(device.MediaErrors), Tables.Number(device.PoisonedReads),
                device.Dram is { } hits ? Tables.Number(hits.RowHits) : "", device.Dram is { } misses ? Tables.Number(misses.RowMisses) : "",
                device.Dram is { } refreshed ? Tables.Number(refreshed.Refreshes) : "");
        }

        return table;
    }

    private static Table Extents(RunResults results)
    {
        var table = Tables.Create("device", "#LD", "#region", "#extents", "#accepted", "#pending", "#events logged", "#interrupts");
        foreach (var device in results.Devices)
        {
            foreach (var ld in device.LogicalDevices)
            {
                foreach (var region in ld.Regions)
                {
                    table.AddRow(
                        Tables.Text(device.Name), Tables.Number(ld.LdId), Tables.Number(region.Region), Tables.Number(region.AcceptedExtents),
                        new ByteSize(region.AcceptedBytes).ToString(), new ByteSize(region.PendingBytes).ToString(),
                        Tables.Number(ld.EventsLogged), Tables.Number(ld.Interrupts));
                }
            }
        }

        return table;
    }

    private static string Summary(RunResults results) => string.Create(
        CultureInfo.InvariantCulture,
        $"{results.Name}: {results.Events:#,0} events, {results.SimulatedTime} simulated in {results.WallSeconds:0.00} s, seed {results.Seed}, threads {results.Threads}{(results.Nodes > 1 ? $", nodes {results.Nodes}" : "")}");

    private static IEnumerable<(string Host, StreamResults Stream)> Streams(RunResults results) =>
        results.Hosts.SelectMany(host => host.Streams.Select(stream => (host.Name, stream)));
}
