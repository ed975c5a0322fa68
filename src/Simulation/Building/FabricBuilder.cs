using System.Globalization;
using CxlFabricSim.Actors;
using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Components.Decoding;
using CxlFabricSim.Components.Tracing;
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
    private readonly ILookup<(string Switch, string Vcs), (string Device, int Vppb)> _below;
    private readonly SwitchFabric _fabric;
    private readonly RoutingTables _tables;
    private readonly FabricNumbers _numbers;
    private readonly Model _model = new()
    {
        DescribeMessage = static message =>
        {
            ref var header = ref message.As<MemoryMessage>();
            return string.Create(CultureInfo.InvariantCulture, $"a {header.Kind} (tag {header.Tag}, address 0x{header.Address:x})");
        },
    };
    private readonly Dictionary<string, Type3Device> _devices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Type3DeviceActor> _deviceActors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SwitchActor> _switches = new(StringComparer.Ordinal);
    private readonly SwitchControlFactory _controls;
    private readonly Dictionary<(string Switch, string Vcs), HdmDecoderBlock> _switchDecoders = [];
    private readonly Dictionary<string, HostActor> _hosts = new(StringComparer.Ordinal);

    private readonly IBackendSource _backends;
    private readonly Func<RequestTrace?> _createTrace;

    private FabricBuilder(Scenario scenario, IBackendSource backends, Func<RequestTrace?> createTrace)
    {
        _createTrace = createTrace;
        _scenario = scenario;
        _backends = backends;
        _paths = FabricPaths.Of(scenario);
        _below = _paths.All
            .SelectMany(path => path.Hops.Select(hop => (hop.Switch, hop.Vcs, hop.Vppb, path.Device)))
            .ToLookup(below => (below.Switch, below.Vcs), below => (below.Device, below.Vppb));
        _fabric = new SwitchFabric(scenario);
        _tables = new RoutingTables(scenario, _fabric);
        _numbers = new FabricNumbers(scenario);
        _controls = new SwitchControlFactory(scenario, _fabric, _tables, _numbers, _devices);
    }

    /// <param name="scenario">One without mistakes.</param>
    /// <param name="backends">Where devices' memory comes from; as the scenario says by default.</param>
    /// <param name="hasGateway">Whether there is a way in from outside.</param>
    /// <param name="traceEvery">Follow the requests in one of so many slots; none when zero.</param>
    public static BuiltFabric Build(Scenario scenario, IBackendSource? backends = null, bool hasGateway = false, int traceEvery = 0)
    {
        var builder = new FabricBuilder(scenario, backends ?? new ScenarioBackends(), () => traceEvery > 0 ? new RequestTrace(traceEvery) : null);
        try
        {
            return builder.Build(hasGateway);
        }
        catch
        {
            foreach (var device in builder._devices.Values) device.Dispose();
            throw;
        }
    }

    private BuiltFabric Build(bool hasGateway)
    {
        CreateDevices();
        foreach (var (name, options) in _scenario.Switches) _switches[name] = CreateSwitch(name, options);
        var times = new PathTimes(_scenario, _paths, _fabric, _tables);
        var hostFactory = new HostFactory(_scenario, _paths, _numbers, times, _devices, hop => _switchDecoders[(hop.Switch, hop.Vcs)], _createTrace);
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
            Gateway = hasGateway ? GatewayFactory.Create(_scenario, _model, _deviceActors, _switches) : null,
            Links = links,
            PathTimes = times,
            BridgeDecoders = hostFactory.BridgeDecoders,
            SwitchDecoders = _switchDecoders,
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
        var virtualSwitches = options.Vcs.Select(vcs => CreateVirtualSwitch(name, options, vcs.Key, vcs.Value)).Where(vcs => vcs.UpstreamPort >= 0).ToList();
        var routing = new SwitchRouting(_numbers.PortCount(name), virtualSwitches);
        foreach (var destination in _fabric.Attachments.Keys.Where(_numbers.HasId))
        {
            if (RouteTo(name, options, destination) is >= 0 and var port) routing.Learn(_numbers.IdOf(destination), port);
        }

        // In a tree of virtual switches completions go back up the way that addresses were decoded, whatever is bound when the run begins.
        foreach (var upstream in options.Vcs.Values.Select(vcs => vcs.Upstream))
        {
            if (_controls.HostAbove(name, upstream) is > 0 and var host) routing.Learn(host, _numbers.PortAt($"{name}.{upstream}"));
        }

        return new SwitchActor(name, routing, _controls.Create(name, options), TimingFactory.SwitchOf(options, port => _numbers.PortAt($"{name}.{port}"))) { Trace = _createTrace() };
    }

    private VirtualSwitch CreateVirtualSwitch(string name, SwitchOptions options, string vcs, VcsOptions virtualSwitch)
    {
        var decoders = new HdmDecoderBlock(HdmDecoderRole.TargetList, checksCommits: true, decoders: 10);
        _switchDecoders[(name, vcs)] = decoders;
        var vppbs = virtualSwitch.Vppbs.Select(vppb => vppb.Device.Length > 0
            ? new Vppb(RouteTo(name, options, vppb.Device), (byte)vppb.Ld, _numbers.IdOf(vppb.Device))
            : LocalVppb(name, vppb));
        var devices = _below[(name, vcs)].Concat(BelowOf(name, virtualSwitch))
            .DistinctBy(below => below.Device)
            .ToDictionary(below => _numbers.IdOf(below.Device), below => below.Vppb);
        return new VirtualSwitch($"{name}.{vcs}", _numbers.PortAt($"{name}.{virtualSwitch.Upstream}"), decoders, [.. vppbs], devices);
    }

    /// <summary>Devices at switches below, which a manager may bind there while the run goes on: each by the vPPB that leads to it.</summary>
    private IEnumerable<(string Device, int Vppb)> BelowOf(string name, VcsOptions virtualSwitch)
    {
        for (var number = 0; number < virtualSwitch.Vppbs.Count; number++)
        {
            if (_numbers.LinkAt($"{name}.{virtualSwitch.Vppbs[number].Port}") is not { } link) continue;
            var end = LinkEnd.Parse(_scenario.Links[link].To);
            if (!_scenario.Switches.TryGetValue(end.Owner, out var below) || end.Owner == name) continue;
            foreach (var port in below.Ports)
            {
                if (_numbers.LinkAt($"{end.Owner}.{port}") is { } down && _scenario.Devices.ContainsKey(LinkEnd.Parse(_scenario.Links[down].To).Owner))
                    yield return (LinkEnd.Parse(_scenario.Links[down].To).Owner, number);
            }

            foreach (var vcs in below.Vcs.Values.Where(vcs => vcs.Upstream == end.Port))
            {
                foreach (var (device, _) in BelowOf(end.Owner, vcs)) yield return (device, number);
            }
        }
    }

    private Vppb LocalVppb(string name, VppbOptions vppb)
    {
        var port = _numbers.PortAt($"{name}.{vppb.Port}");
        if (port < 0) return new Vppb(Vppb.Unbound, 0, 0);
        var below = LinkEnd.Parse(_scenario.Links[_numbers.LinkAt($"{name}.{vppb.Port}")!].To);
        var ld = (byte)DeviceHeads.NumberInDevice(_scenario, below, vppb.Ld);
        return new Vppb(port, ld, DeviceHeads.IsAtDevice(_scenario, below) ? _numbers.IdOf(below.Owner) : (ushort)0);
    }

    /// <summary>The port of a switch towards a root port or device, by the routing tables.</summary>
    private int RouteTo(string name, SwitchOptions options, string destination)
    {
        var port = _tables.PortTo(_fabric.NumberOf(name), destination);
        return port == RoutingTables.NoPort ? Vppb.Unbound : _numbers.PortAt($"{name}.{options.Ports[port]}");
    }

    private Type3DeviceActor CreateDeviceActor(string name, DeviceOptions options)
    {
        var hosts = new ushort[options.LogicalDevices];
        foreach (var path in _paths.OfDevice(name).Where(path => !path.IsAbsentAtFirst)) hosts[path.LdId] = _numbers.IdOf($"{path.Host}.{path.RootPort}");
        var heads = DeviceHeads.EndsOf(name, options).Select(end => _numbers.PortAt(end.ToString())).ToList();
        var ports = Enumerable.Range(0, options.LogicalDevices).Select(ld => heads[ld % heads.Count]);
        return new Type3DeviceActor(name, _devices[name], _numbers.IdOf(name), TimingFactory.DeviceOf(options), hosts, [.. ports]) { Trace = _createTrace() };
    }

    private (OutputPort Down, OutputPort Up) Connect(string name, LinkOptions link)
    {
        var type = _scenario.LinkTypes[link.Type];
        var (upper, upperTiming) = ActorAt(link.From);
        var (lower, lowerTiming) = ActorAt(link.To);
        var credits = type.Credits;
        int[] both = [credits.Request, credits.RequestWithData, credits.NoDataResponse, credits.DataResponse, credits.Io];
        var isFabricLink = _fabric.Links.Contains(name);
        int[] requests = isFabricLink ? both : [credits.Request, credits.RequestWithData, 0, 0, credits.Io];
        int[] completions = isFabricLink ? both : [0, 0, credits.NoDataResponse, credits.DataResponse, credits.Io];
        return (Connect(upper, lower, upperTiming, requests, $"{name} down"), Connect(lower, upper, lowerTiming, completions, $"{name} up"));

        OutputPort Connect(Actor from, Actor to, PortTiming sender, int[] credits, string direction) =>
            _model.Connect(from, to, TimingFactory.ChannelOf(type, sender, credits, _scenario.Seed, direction), direction).Output;
    }

    private (Actor Actor, PortTiming Timing) ActorAt(string end)
    {
        var owner = LinkEnd.Parse(end).Owner;
        if (_hosts.TryGetValue(owner, out var host))
        {
            var options = _scenario.Hosts[owner];
            return (host, new PortTiming(options.LoadToUse + options.RootComplexLatency, default, IsPulled: false, options.OutstandingLines));
        }

        return _switches.TryGetValue(owner, out var @switch)
            ? (@switch, new PortTiming(_scenario.Switches[owner].Latency, _scenario.Switches[owner].ServiceTime, IsPulled: true))
            : (_deviceActors[owner], new PortTiming(TimingFactory.ConstantLatencyOf(_scenario.Devices[owner]), default, IsPulled: false));
    }

    private FabricManagerActor? CreateManager()
    {
        var options = _scenario.Manager;
        if (options.Steps.Count == 0 && options.Rebalance is null) return null;
        var ports = options.Steps.SelectMany(step => step.Devices).Concat(options.Rebalance?.Devices ?? []).Distinct(StringComparer.Ordinal).ToList();
        var firstSwitch = ports.Count;
        ports.AddRange(options.Steps.Where(step => step.Action.IsForSwitch()).Select(step => step.Switch).Distinct(StringComparer.Ordinal));
        var policy = options.Rebalance is { } rebalance ? PolicyFactory.Create(_scenario, rebalance, ports, _paths, _devices) : null;
        var manager = new FabricManager([.. options.Steps.Select(step => StepOf(step, ports))], options.PollInterval, policy);
        var actor = _model.Add(new FabricManagerActor(ManagerName, manager));
        var channel = new ChannelOptions { Latency = options.Latency, Credits = [0, 0, 0, 0, ManagementCredits] };
        for (var port = 0; port < ports.Count; port++)
        {
            Actor managed = port < firstSwitch ? _deviceActors[ports[port]] : _switches[ports[port]];
            _model.Connect(actor, managed, channel);
            _model.Connect(managed, actor, channel);
        }

        // Reports of demand: in the order in which the policy numbers the hosts.
        foreach (var host in PolicyFactory.HostsOf(_scenario)) _model.Connect(_hosts[host], actor, channel);
        return actor;
    }

    /// <summary>Names of devices and of switches may be alike: switches come last among the manager's ports.</summary>
    private ManagementStep StepOf(StepOptions step, List<string> ports)
    {
        if (step.Action.IsForSwitch())
        {
            var part = new ManagementPart(ports.LastIndexOf(step.Switch), step.Switch, 0, 0, 0, []);
            return new ManagementStep(step.At, step.Action == StepAction.Unbind, 0, 0, step.Timeout, [part], "")
            {
                Binding = step.Action is StepAction.Bind or StepAction.Unbind ? _controls.BindingOf(step) : null,
                Plug = step.Action is StepAction.Plug or StepAction.Unplug ? _controls.PlugOf(step) : null,
            };
        }

        var tag = step.Tag.Length == 0 ? UInt128.Zero : UInt128.Parse(Guid.Parse(step.Tag).ToString("N"), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var parts = step.Devices.Select(device =>
        {
            var start = _devices[device].Regions.BaseOf(step.Region);
            return new ManagementPart(
                ports.IndexOf(device),
                device,
                (ushort)_paths.Find(step.Host, device)!.LdId,
                (byte)step.Region,
                LengthOf(step),
                [.. step.Extents.Select(extent => new DcExtent(new Dpa(start + extent.Offset.Bytes), extent.Length.Bytes, tag))]);
        });
        var isRelease = step.Action == StepAction.Release;
        return new ManagementStep(step.At, isRelease, PolicyOf(step), tag, step.Timeout, [.. parts], step.Host) { IsForced = step.Forced, Fault = FaultOf(step) };
    }

    private FaultInjection? FaultOf(StepOptions step)
    {
        const uint MaintenanceNeeded = 1 << 3;
        if (step.Fault is not { } fault) return null;
        return new FaultInjection(fault.Kind, (byte)_paths.Find(step.Host, step.Devices[0])!.LdId)
        {
            Log = (byte)fault.Log,
            Flags = (uint)fault.Log | (fault.MaintenanceNeeded ? MaintenanceNeeded : 0),
            Type = (byte)fault.Type,
            Temperature = (short)fault.Temperature,
            Address = new Dpa(fault.Address.Bytes),
            Length = fault.Kind == FaultKind.Poison ? fault.Length.Bytes : 0,
        };
    }

    private static ulong LengthOf(StepOptions step) => step.Policy == StepPolicy.Prescriptive
        ? step.Extents.Aggregate(0UL, (sum, extent) => sum + extent.Length.Bytes)
        : step.Length.Bytes;

    private static int PolicyOf(StepOptions step) => step.Policy switch
    {
        StepPolicy.Free => (int)SelectionPolicy.Free,
        StepPolicy.Contiguous => (int)SelectionPolicy.Contiguous,
        StepPolicy.Shared => (int)SelectionPolicy.EnableSharedAccess,
        StepPolicy.Tag => (int)RemovalPolicy.TagBased,
        _ => step.Action == StepAction.Release ? (int)RemovalPolicy.Prescriptive : (int)SelectionPolicy.Prescriptive,
    };
}
