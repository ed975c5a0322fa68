using System.Diagnostics;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Distribution;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Benchmarks;

/// <summary>
/// Measures the simulator on the scenarios in bench/. Raw copies are measured before and after every run, because they swing on a
/// shared machine and only the ratio within one command means something. The small cases use the memory that is copied from, touched once.
/// </summary>
public static class BenchRunner
{
    private static readonly Plan[] Plans =
    [
        new("read-4x1x4", 1, 5, true),
        new("mixed-4x1x4", 1, 5, true),
        new("chase-4x1x4", 1, 5, true),
        new("large", 1, 3, false),
        new("huge", 1, 3, false),
        new("huge", 2, 3, false),
    ];

    /// <summary>Scenarios in bench/, in the order in which they are measured, and benchmarks of a device's commands.</summary>
    public static IReadOnlyList<string> Cases { get; } = [.. Plans.Select(plan => plan.Name).Distinct(), ExtentBenchmark.Name, CommandBenchmark.Name];

    /// <param name="names">Which of <see cref="Cases"/> to measure.</param>
    /// <param name="models">For each measurement of a case, in turns: whether in the simple timing model.</param>
    /// <param name="progress">Told what is measured now.</param>
    /// <param name="engines">Measured in turns; the engine's own threads when left out.</param>
    public static BenchReport Run(IReadOnlyList<string> names, IReadOnlyList<bool> models, Action<string> progress, IReadOnlyList<BenchEngine>? engines = null)
    {
        var commands = new List<CommandTiming>();
        if (names.Contains(ExtentBenchmark.Name))
        {
            progress(ExtentBenchmark.Name);
            commands.AddRange(ExtentBenchmark.Run());
        }

        if (names.Contains(CommandBenchmark.Name))
        {
            progress(CommandBenchmark.Name);
            commands.AddRange(CommandBenchmark.Run());
        }

        var plans = Plans.Where(plan => names.Contains(plan.Name)).ToList();
        if (plans.Count == 0) return new BenchReport(0, [], commands);
        progress("touching 1 GiB");
        engines ??= [BenchEngine.Embedded];
        using var memory = new BenchMemory();
        memory.Fill();
        var raw = new List<double> { RawCopies.Measure(memory.Backends) };
        var cases = new List<BenchCase>();
        foreach (var plan in plans)
        {
            progress($"{plan.Name}, {plan.Threads} {(plan.Threads == 1 ? "thread" : "threads")}");
            cases.AddRange(Measure(plan, [.. VariantsOf(plan, models, engines)], memory, raw));
        }

        return new BenchReport(BenchScenarios.Median(raw), cases, commands);
    }

    // Drivers do not know threads: what several of them do is measured with one of the engine's alone.
    private static IEnumerable<Variant> VariantsOf(Plan plan, IReadOnlyList<bool> models, IReadOnlyList<BenchEngine> engines) =>
        from isSimple in models
        from engine in engines
        where plan.Threads == 1 || engine.Driver is null
        select new Variant(isSimple, engine, BenchScenarios.Load(plan.Name));

    // Variants take turns: what they are compared by is near in time.
    private static IEnumerable<BenchCase> Measure(Plan plan, IReadOnlyList<Variant> variants, BenchMemory memory, List<double> raw)
    {
        foreach (var variant in variants) variant.Brief = Simulate(plan, variant, BenchScenarios.Shortened(variant.Scenario), memory);
        for (var run = 0; run < plan.Runs; run++)
        {
            foreach (var variant in variants)
            {
                var before = raw[^1];
                variant.Runs.Add(Simulate(plan, variant, variant.Scenario, memory));
                raw.Add(RawCopies.Measure(memory.Backends));
                variant.Ratios.Add(variant.Runs[^1].RequestsPerSecond / ((before + raw[^1]) / 2));
            }
        }

        return variants.Select(variant => CaseOf(plan, variant));
    }

    private static BenchCase CaseOf(Plan plan, Variant variant)
    {
        var (runs, brief) = (variant.Runs, variant.Brief!);
        if (runs.Any(run => run.Digest != runs[0].Digest)) throw new InvalidOperationException($"{variant.Scenario.Name}: runs of one scenario gave different digests");
        return new BenchCase(
            variant.Scenario.Name,
            variant.IsSimple,
            variant.Engine.Name,
            plan.Threads,
            BenchScenarios.Median(runs.Select(run => run.RequestsPerSecond)),
            BenchScenarios.Median(runs.Select(run => run.Events / run.Seconds)),
            BenchScenarios.Median(variant.Ratios),
            BenchScenarios.Median(runs.Select(run => Math.Max(0, run.AllocatedBytes - brief.AllocatedBytes) / (double)(run.Requests - brief.Requests))),
            BenchScenarios.Median(runs.Select(run => run.BuildSeconds)));
    }

    private static Sample Simulate(Plan plan, Variant variant, Scenario scenario, BenchMemory memory)
    {
        if (!plan.UsesTouchedMemory)
        {
            using var own = Build(scenario, null, out var seconds);
            return Simulate(plan, variant, own, seconds);
        }

        // Not disposed: the touched memory serves every run.
        memory.Fill();
        return Simulate(plan, variant, Build(scenario, memory, out var buildSeconds), buildSeconds);
    }

    private static BuiltFabric Build(Scenario scenario, IBackendSource? backends, out double seconds)
    {
        var clock = Stopwatch.StartNew();
        var fabric = FabricBuilder.Build(scenario, backends);
        seconds = clock.Elapsed.TotalSeconds;
        return fabric;
    }

    private static Sample Simulate(Plan plan, Variant variant, BuiltFabric fabric, double buildSeconds)
    {
        var engine = new Engine(fabric.Model, new RunSettings { Threads = plan.Threads, Driver = variant.Engine.Driver, KindOf = ActorKinds.Of });
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var clock = Stopwatch.StartNew();
        var report = engine.Run();
        var seconds = clock.Elapsed.TotalSeconds;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        var lines = fabric.Hosts.Values.Sum(host => host.Unit.Streams.Sum(stream => stream.Bytes)) / Sizes.Line;
        return new Sample(lines, report.Events, seconds, allocated, buildSeconds, engine.DigestOfMessages());
    }

    private sealed class Variant(bool isSimple, BenchEngine engine, Scenario scenario)
    {
        public bool IsSimple => isSimple;

        public BenchEngine Engine => engine;

        public Scenario Scenario { get; } = isSimple ? SimpleTiming.Of(scenario) : scenario;

        public Sample? Brief { get; set; }

        public List<Sample> Runs { get; } = [];

        public List<double> Ratios { get; } = [];
    }

    private sealed record Plan(string Name, int Threads, int Runs, bool UsesTouchedMemory);

    private sealed record Sample(long Requests, long Events, double Seconds, long AllocatedBytes, double BuildSeconds, string Digest)
    {
        public double RequestsPerSecond => Requests / Seconds;
    }
}
