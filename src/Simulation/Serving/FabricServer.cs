using System.Diagnostics;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Sampling;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Serving;

/// <summary>
/// A scenario's fabric, kept alive for fabric managers outside: its workload and its manager's steps run, and after them it waits. Its
/// duration does not count; it goes on until somebody ends it.
/// </summary>
public sealed class FabricServer : IDisposable
{
    private readonly Scenario _scenario;
    private readonly BuiltFabric _fabric;
    private readonly Engine _engine;
    private readonly RequestGate _gate;
    private readonly RecordingWriter? _recording;
    private readonly FabricSampler? _sampler;
    private readonly List<ManagementListener> _listeners = [];

    private FabricServer(Scenario scenario, ServeOptions options)
    {
        _scenario = scenario;
        _fabric = FabricBuilder.Build(scenario, hasGateway: true);
        try
        {
            _sampler = scenario.Sampling is { } sampling ? FabricSampler.Attach(_fabric, sampling.Interval) : null;
            _recording = options.RecordPath is { } path ? new RecordingWriter(path) : null;
            var gateway = _fabric.Gateway!;
            _gate = new RequestGate(gateway, options.Pace is { } factor ? new Pace(factor) : null, _recording);
            _engine = new Engine(_fabric.Model, new RunSettings { Outside = _gate });
            var lists = new ListService(scenario, _fabric, _gate);
            foreach (var (name, place) in ListenerPlace.All(scenario)) _listeners.Add(new ManagementListener(name, _listeners.Count, place, _gate, lists));
            gateway.Notified = (target, notification) => _listeners[target].Notify(notification);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where each component is reached, in the order of the gateway's targets.</summary>
    public IReadOnlyList<ListenerAddress> Listeners => [.. _listeners.Select(listener => listener.Address)];

    /// <summary>Connections that are open.</summary>
    public int Connections => _listeners.Sum(listener => listener.Connections);

    /// <summary>Commands that were taken from outside.</summary>
    public long Requests => _fabric.Gateway!.Requests;

    /// <summary>Builds the fabric and listens; who connects now is served when the fabric runs.</summary>
    public static FabricServer Create(Scenario scenario, ServeOptions options) => new(scenario with { Duration = null }, options);

    /// <summary>Runs the fabric on this thread until the watch is interrupted. What a scenario expects is not judged.</summary>
    public RunResults Run(RunWatch watch)
    {
        ArgumentNullException.ThrowIfNull(watch);
        foreach (var listener in _listeners) listener.Start();
        var clock = Stopwatch.StartNew();
        watch.Begin(_engine, _fabric);
        RunReport report;
        try
        {
            report = _engine.Run();
        }
        finally
        {
            watch.End();
        }

        foreach (var listener in _listeners) listener.Dispose();
        _recording?.End(report.IsInterrupted ? report.End : null);
        // Whether it was busy or not when it was ended: nobody knows what it would have been asked yet.
        var results = ResultsCollector.Collect(_scenario, _fabric, report with { IsInterrupted = true }, _engine.Digest(), clock.Elapsed.TotalSeconds);
        return results with { Samples = _sampler?.Collect(report.End) };
    }

    public void Dispose()
    {
        foreach (var listener in _listeners) listener.Dispose();
        _recording?.Dispose();
        _fabric.Dispose();
    }
}
