using CxlFabricSim.Actors;
using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Devices;
using CxlFabricSim.Hosts;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Results;

namespace CxlFabricSim.Simulation.Sampling;

/// <summary>Follows the links, streams and devices of a fabric over a run. Each actor is looked at in its own housekeeping.</summary>
internal sealed class FabricSampler
{
    private readonly List<(Actor Owner, Probe Probe)> _probes = [];
    private readonly Dictionary<Actor, ActorSampler> _samplers = [];

    private readonly List<string> _names = [];
    private readonly Func<Actor, bool> _isHere;

    private FabricSampler(BuiltFabric fabric, SimTime interval, Func<Actor, bool> isHere)
    {
        _isHere = isHere;
        foreach (var host in fabric.Hosts.Values) AddHost(host);
        foreach (var (name, (down, up)) in fabric.Links.OrderBy(link => link.Key, StringComparer.Ordinal))
        {
            AddPort($"links.{name}.down", down);
            AddPort($"links.{name}.up", up);
        }

        foreach (var device in fabric.Devices.Values) AddDevice(device);
        foreach (var ofActor in _probes.GroupBy(probe => probe.Owner, probe => probe.Probe))
        {
            var sampler = new ActorSampler([.. ofActor], interval);
            _samplers[ofActor.Key] = sampler;
            ofActor.Key.Observe(interval, sampler.Take);
        }
    }

    /// <summary>Of all that can be followed, in order, wherever it lives.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Before the run.</summary>
    /// <param name="fabric">What to follow.</param>
    /// <param name="interval">From one look to the next.</param>
    /// <param name="isHere">Which actors run in this process; all when left out.</param>
    public static FabricSampler Attach(BuiltFabric fabric, SimTime interval, Func<Actor, bool>? isHere = null) => new(fabric, interval, isHere ?? (_ => true));

    /// <summary>After the run: hosts, links and devices, in order of name.</summary>
    public RunSamples Collect(SimTime end)
    {
        if (_samplers.Count == 0) return new RunSamples(SimTime.Zero, [], []);
        var interval = _samplers.Values.Max(sampler => sampler.Interval);
        foreach (var sampler in _samplers.Values) sampler.TrimTo(end, interval);
        var series = _probes.Select(probe => SeriesOf(_samplers[probe.Owner], probe.Probe, end)).ToList();
        var times = Enumerable.Range(1, series[0].Values.Count).Select(sample => new SimTime(Math.Min(sample * interval.Picoseconds, end.Picoseconds)));
        return new RunSamples(interval, [.. times], series);
    }

    private static SampleSeries SeriesOf(ActorSampler sampler, Probe probe, SimTime end)
    {
        var kind = probe.Kind switch
        {
            ProbeKind.Bytes => MetricKind.Size,
            ProbeKind.Rate => MetricKind.Bandwidth,
            ProbeKind.Busy => MetricKind.Share,
            _ => MetricKind.Count,
        };
        var number = sampler.Probes.Index().First(numbered => ReferenceEquals(numbered.Item, probe)).Index;
        return new SampleSeries(probe.Name, kind, sampler.ValuesOf(number, end));
    }

    private void AddHost(HostActor host)
    {
        foreach (var stream in host.Unit.Streams)
        {
            var name = $"hosts.{host.Name}.streams.{stream.Name}";
            Add(host, $"{name}.throughput", ProbeKind.Rate, _ => stream.Bytes);
            Add(host, $"{name}.linesInFlight", ProbeKind.Level, _ => host.Unit.LinesInFlightOf(stream));
        }
    }

    private void AddPort(string name, OutputPort port)
    {
        Add(port.Owner, $"{name}.utilisation", ProbeKind.Busy, port.BusyPicosecondsBefore);
        Add(port.Owner, $"{name}.bytes", ProbeKind.Bytes, _ => port.Bytes);
    }

    private void AddDevice(Type3DeviceActor device)
    {
        var lds = device.Device.LogicalDevices;
        Add(device, $"devices.{device.Name}.reads", ProbeKind.Count, _ => lds.Sum(ld => ld.Reads));
        Add(device, $"devices.{device.Name}.writes", ProbeKind.Count, _ => lds.Sum(ld => ld.Writes));
    }

    private void Add(Actor owner, string name, ProbeKind kind, Func<SimTime, long> read)
    {
        _names.Add(name);
        if (_isHere(owner)) _probes.Add((owner, new Probe(name, kind, read)));
    }
}
