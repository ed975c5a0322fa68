using System.Diagnostics;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Distribution;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Sampling;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Tracing;

namespace CxlFabricSim.Simulation;

/// <summary>Builds a scenario's fabric and runs it to its end.</summary>
public static class Simulator
{
    public static RunResults Run(Scenario scenario, RunOptions options)
    {
        // A fabric that is served goes on past the scenario's duration, until somebody ends it.
        if (options.Replay is { } recorded) scenario = scenario with { Duration = recorded.End };
        using var fabric = FabricBuilder.Build(scenario, hasGateway: options.Replay is not null, traceEvery: options.TraceEvery);
        var sampler = scenario.Sampling is { } sampling ? FabricSampler.Attach(fabric, sampling.Interval) : null;
        options.Replay?.PlayInto(fabric.Gateway!);
        var engine = new Engine(fabric.Model, new RunSettings
        {
            Threads = options.Threads,
            ThreadsExact = options.ThreadsExact,
            Duration = scenario.Duration,
            Driver = options.Driver,
            KindOf = ActorKinds.Of,
        });
        var clock = Stopwatch.StartNew();
        var report = Run(engine, fabric, options.Watch);
        var wallSeconds = clock.Elapsed.TotalSeconds;
        return ResultsCollector.Collect(scenario, fabric, report, engine.Digest(), wallSeconds) with
        {
            Samples = sampler?.Collect(report.End),
            Trace = options.TraceEvery > 0 ? TraceCollector.Collect(fabric) : [],
        };
    }

    private static RunReport Run(Engine engine, BuiltFabric fabric, RunWatch? watch)
    {
        watch?.Begin(engine, fabric);
        try
        {
            return engine.Run();
        }
        catch (ActorFailedException failed) when (failed.InnerException is InputException input)
        {
            throw new ScenarioException(input.Message, failed);
        }
        finally
        {
            watch?.End();
        }
    }
}
