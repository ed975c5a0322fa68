using System.Diagnostics;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Benchmarks;

/// <summary>
/// Measures the simulator on the scenarios in bench/. All runs use the same memory, touched once; raw copies are measured before
/// and after every run, because they swing on a shared machine and only the ratio within one run means something.
/// </summary>
public static class BenchRunner
{
    private const int Runs = 5;

    // A run this much shorter than a measured one warms up the compiler and gives the fixed part of what a run allocates.
    private const int ShortRunDivisor = 8;

    /// <summary>Scenarios in bench/, in the order in which they are measured.</summary>
    public static readonly IReadOnlyList<string> Cases = ["read-4x1x4", "mixed-4x1x4", "chase-4x1x4"];

    /// <param name="names">Which of <see cref="Cases"/> to measure.</param>
    /// <param name="progress">Told what is measured now.</param>
    public static BenchReport Run(IReadOnlyList<string> names, Action<string> progress)
    {
        progress("touching 1 GiB");
        using var memory = new BenchMemory();
        memory.Fill();
        var raw = new List<double> { RawCopies.Measure(memory.Backends) };
        var cases = new List<BenchCase>();
        foreach (var name in names)
        {
            progress(name);
            cases.Add(Measure(Load(name), memory, raw));
        }

        return new BenchReport(Median(raw), cases);
    }

    private static BenchCase Measure(Scenario scenario, BenchMemory memory, List<double> raw)
    {
        var brief = Simulate(Shortened(scenario), memory);
        var runs = new List<Sample>();
        var ratios = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            var before = raw[^1];
            runs.Add(Simulate(scenario, memory));
            raw.Add(RawCopies.Measure(memory.Backends));
            ratios.Add(runs[^1].RequestsPerSecond / ((before + raw[^1]) / 2));
        }

        if (runs.Any(run => run.Digest != runs[0].Digest)) throw new InvalidOperationException($"{scenario.Name}: runs of one scenario gave different digests");
        return new BenchCase(
            scenario.Name,
            1,
            Median(runs.Select(run => run.RequestsPerSecond)),
            Median(runs.Select(run => run.Events / run.Seconds)),
            Median(ratios),
            Median(runs.Select(run => Math.Max(0, run.AllocatedBytes - brief.AllocatedBytes) / (double)(run.Requests - brief.Requests))));
    }

    private static Sample Simulate(Scenario scenario, BenchMemory memory)
    {
        memory.Fill();
        // Not disposed: the devices' memory serves every run.
        var fabric = FabricBuilder.Build(scenario, memory);
        var engine = new Engine(fabric.Model, new RunSettings());
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var clock = Stopwatch.StartNew();
        var report = engine.Run();
        var seconds = clock.Elapsed.TotalSeconds;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        var lines = fabric.Hosts.Values.Sum(host => host.Unit.Streams.Sum(stream => stream.Bytes)) / Sizes.Line;
        return new Sample(lines, report.Events, seconds, allocated, engine.DigestOfMessages());
    }

    private static Scenario Load(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "bench", $"{name}.yaml");
        var loaded = ScenarioLoader.Load([path], [], new Dictionary<string, string>());
        return loaded.Scenario ?? throw new ScenarioException(loaded.Errors);
    }

    private static Scenario Shortened(Scenario scenario) => scenario with
    {
        Hosts = scenario.Hosts.ToDictionary(host => host.Key, host => host.Value with
        {
            Streams = host.Value.Streams.ToDictionary(stream => stream.Key, stream => stream.Value with { Count = stream.Value.Count / ShortRunDivisor }),
        }),
    };

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private sealed record Sample(long Requests, long Events, double Seconds, long AllocatedBytes, string Digest)
    {
        public double RequestsPerSecond => Requests / Seconds;
    }
}
