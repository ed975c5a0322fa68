using System.Globalization;
using CxlFabricSim.Actors;
using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Components.Decoding;
using CxlFabricSim.Devices;
using CxlFabricSim.Fabric.Management;
using CxlFabricSim.Fabric.Switching;
using CxlFabricSim.Hosts;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Scenarios.Topology;

namespace CxlFabricSim.Simulation.Building;

/// <summary>Turns a checked scenario into actors and channels.</summary>
internal sealed class FabricBuilder
{
    private const string ManagerName = "manager";
    private const int ManagementCredits = 4;

    private readonly Scenario _scenario;
    private readonly FabricPaths _paths;
    private readonly FabricNumbers _numbers;
    private readonly Model _model = new();
    private readonly Dictionary<string, Type3Device> _devices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Type3DeviceActor> _deviceActors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SwitchActor> _switches = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Switch, string Vcs), HdmDecoderBlock> _switchDecoders = [];
    private readonly Dictionary<string, HostActor> _hosts = new(StringComparer.Ordinal);

    private readonly IBackendSource _backends;

    private FabricBuilder(Scenario scenario, IBackendSource backends)
    {
        _scenario = scenario;
        _backends = backends;
        _paths = FabricPaths.Of(scenario);
        _numbers = new FabricNumbers(scenario);
    }

    public static BuiltFabric Build(Scenario scenario, IBackendSource? backends = null)
    {
        var builder = new FabricBuilder(scenario, backends ?? new ScenarioBackends());
        try
        {
            return builder.Build();
        }
        catch
        {
            foreach (var device in builder._devices.Values) device.Dispose();
            throw;
        }
    }

    private BuiltFabric Build()
    {
        CreateDevices();
        foreach (var (name, options) in _scenario.Switches) _switches[name] = CreateSwitch(name, options);
        var hostFactory = new HostFactory(_scenario, _paths, _numbers, _devices, hop => _switchDecoders[(hop.Switch, hop.Vcs)]);
        foreach (var (name, options) in _scenario.Hosts) _hosts[name] = _model.Add(hostFactory.Create(name, options));
        foreach (var @switch in _switches.Values) _model.Add(@switch);
        foreach (var (name, options) in _scenario.Devices) _deviceActors[name] = _model.Add(CreateDeviceActor(name, options));
        var links = _scenario.Links.ToDictionary(link => link.Key, link => Connect(link.Key, link.Value), StringComparer.Ordinal);
        return new BuiltFabric
        {
            Model = _model,
            Hosts = _hosts,
            Switches = _switches,
            Devices = _deviceActors,
            Manager = CreateManager(),
            Links = links,
        };
    }

    // Goes on after a device that cannot have its memory: all such mistakes are told together.
    private void CreateDevices()
    {
        var problems = new List<ScenarioError>();
        foreach (var (name, options) in _scenario.Devices)
        {
            try
            {
                _devices[name] = DeviceFactory.Create(name, options, _backends, _scenario.Locate);
            }
            catch (ScenarioException problem)
            {
                problems.AddRange(problem.Errors);
            }
        }

        if (problems.Count > 0) throw new ScenarioException(problems);
    }

    private SwitchActor CreateSwitch(string name, SwitchOptions options)
    {
        var virtualSwitches = options.Vcs.Select(vcs => CreateVirtualSwitch(name, vcs.Key, vcs.Value)).Where(vcs => vcs.UpstreamPort >= 0).ToList();
        var routing = new SwitchRouting(_numbers.PortCount(name), virtualSwitches);
        foreach (var path in _paths.All.Where(path => path.Switch?.Switch == name))
            routing.LearnHost(_numbers.IdOf($"{path.Host}.{path.RootPort}"), PortOf(name, path.Switch!.UpstreamPort));
        return new SwitchActor(name, routing);
    }

    private VirtualSwitch CreateVirtualSwitch(string name, string vcs, VcsOptions options)
    {
        var decoders = new HdmDecoderBlock(HdmDecoderRole.TargetList, checksCommits: true, decoders: 10);
        _switchDecoders[(name, vcs)] = decoders;
        var vppbs = options.Vppbs.Select(vppb =>
        {
            var link = LinkAt($"{name}.{vppb.Port}");
            if (link == null) return new Vppb(Vppb.Unbound, 0, 0);
            var device = LinkEnd.Parse(_scenario.Links[link].To).Owner;
            return new Vppb(_numbers.PortAt(link, name), (byte)vppb.Ld, _numbers.IdOf(device));
        });
        return new VirtualSwitch($"{name}.{vcs}", PortOf(name, options.Upstream), decoders, [.. vppbs]);
    }

    private Type3DeviceActor CreateDeviceActor(string name, DeviceOptions options)
    {
        var hosts = new ushort[options.LogicalDevices];
        foreach (var path in _paths.All.Where(path => path.Device == name)) hosts[path.LdId] = _numbers.IdOf($"{path.Host}.{path.RootPort}");
        var lineTime = (long)((UInt128)Sizes.Line * SimTime.PicosecondsPerSecond / options.Bandwidth.BytesPerSecond);
        return new Type3DeviceActor(name, _devices[name], _numbers.IdOf(name), new SimTime(lineTime), hosts);
    }

    private (OutputPort Down, OutputPort Up) Connect(string name, LinkOptions link)
    {
        var type = _scenario.LinkTypes[link.Type];
        var (upper, upperDelay) = ActorAt(link.From);
        var (lower, lowerDelay) = ActorAt(link.To);
        var credits = type.Credits;
        var down = new ChannelOptions
        {
            Latency = type.Latency,
            PortDelay = upperDelay,
            BytesPerSecond = type.Bandwidth.BytesPerSecond,
            Credits = [credits.Request, credits.RequestWithData, 0, 0, credits.Io],
            Pulled = upper is SwitchActor,
        };
        var up = down with
        {
            PortDelay = lowerDelay,
            Credits = [0, 0, credits.NoDataResponse, credits.DataResponse, credits.Io],
            Pulled = lower is SwitchActor,
        };
        return (_model.Connect(upper, lower, down, $"{name} down").Output, _model.Connect(lower, upper, up, $"{name} up").Output);
    }

    private (Actor Actor, SimTime Delay) ActorAt(string end)
    {
        var owner = LinkEnd.Parse(end).Owner;
        if (_hosts.TryGetValue(owner, out var host)) return (host, _scenario.Hosts[owner].RootComplexLatency);
        return _switches.TryGetValue(owner, out var @switch)
            ? (@switch, _scenario.Switches[owner].Latency)
            : (_deviceActors[owner], _scenario.Devices[owner].Latency);
    }

    private FabricManagerActor? CreateManager()
    {
        var options = _scenario.Manager;
        if (options.Steps.Count == 0) return null;
        var ports = options.Steps.SelectMany(step => step.Devices).Distinct(StringComparer.Ordinal).ToList();
        var manager = new FabricManager([.. options.Steps.Select(step => StepOf(step, ports))], options.PollInterval);
        var actor = _model.Add(new FabricManagerActor(ManagerName, manager));
        var channel = new ChannelOptions { Latency = options.Latency, Credits = [0, 0, 0, 0, ManagementCredits] };
        foreach (var device in ports)
        {
            _model.Connect(actor, _deviceActors[device], channel);
            _model.Connect(_deviceActors[device], actor, channel);
        }

        return actor;
    }

    private ManagementStep StepOf(StepOptions step, List<string> ports)
    {
        var tag = step.Tag.Length == 0 ? UInt128.Zero : UInt128.Parse(Guid.Parse(step.Tag).ToString("N"), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var parts = step.Devices.Select(device =>
        {
            var start = _devices[device].Regions.BaseOf(step.Region);
            return new ManagementPart(
                ports.IndexOf(device),
                device,
                (ushort)_paths.Find(step.Host, device)!.LdId,
                (byte)step.Region,
                [.. step.Extents.Select(extent => new DcExtent(new Dpa(start + extent.Offset.Bytes), extent.Length.Bytes, tag))]);
        });
        return new ManagementStep(step.At, step.Action == StepAction.Release, tag, step.Timeout, [.. parts], step.Host);
    }

    private int PortOf(string owner, string port) => LinkAt($"{owner}.{port}") is { } link ? _numbers.PortAt(link, owner) : -1;

    private string? LinkAt(string end)
    {
        foreach (var (name, link) in _scenario.Links)
        {
            if (link.From == end || link.To == end) return name;
        }

        return null;
    }
}
