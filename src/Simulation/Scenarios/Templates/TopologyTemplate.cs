using System.Globalization;

namespace CxlFabricSim.Simulation.Scenarios.Templates;

/// <summary>Spells a topology template out: the same scenario as if every switch, link, host and device had been written by hand.</summary>
public static class TopologyTemplate
{
    private const string Region = "pool";
    private const string Window = "w0";
    private const string Bridge = "hb0";
    private const string RootPort = "rp0";

    public static Scenario Expand(Scenario scenario)
    {
        if (scenario.Topology is not { } topology) return scenario;
        var shape = SwitchShape.Of(topology);
        var fabric = new Fabric(topology, shape);
        return scenario with
        {
            Switches = Merge(scenario.Switches, fabric.Switches()),
            Hosts = Merge(scenario.Hosts, fabric.Hosts()),
            Devices = Merge(scenario.Devices, fabric.Devices()),
            Links = Merge(scenario.Links, fabric.Links()),
            // Shortest ways around a circle can block one another: there messages go up to the first switch, and down.
            Routing = topology.Kind == TopologyKind.Ring ? scenario.Routing with { Paths = scenario.Routing.Paths ?? RoutePaths.UpDown } : scenario.Routing,
        };
    }

    private static SortedDictionary<string, T> Merge<T>(IReadOnlyDictionary<string, T> written, IEnumerable<KeyValuePair<string, T>> made)
    {
        var all = new SortedDictionary<string, T>(StringComparer.Ordinal);
        foreach (var (name, value) in made) all[name] = value;
        foreach (var (name, value) in written) all[name] = value;
        return all;
    }

    private static string Name(string kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{kind}{number}");

    /// <summary>Who hangs where, and who reaches what.</summary>
    private sealed class Fabric
    {
        private readonly TopologyOptions _topology;
        private readonly SwitchShape _shape;
        private readonly List<int>[] _hostsOfDevice;
        private readonly List<(int Device, int Ld)>[] _devicesOfHost;

        public Fabric(TopologyOptions topology, SwitchShape shape)
        {
            _topology = topology;
            _shape = shape;
            _hostsOfDevice = [.. Enumerable.Range(0, shape.Edges.Count * topology.Devices).Select(_ => new List<int>())];
            _devicesOfHost = [.. Enumerable.Range(0, shape.Edges.Count * topology.Hosts).Select(ReachOf)];
        }

        public IEnumerable<KeyValuePair<string, SwitchOptions>> Switches()
        {
            for (var number = 0; number < _shape.Count; number++)
            {
                var edge = _shape.Edges.IndexOf(number);
                var ports = _shape.Trunks.SelectMany(trunk => trunk.PortsAt(number)).ToList();
                var vcs = new SortedDictionary<string, VcsOptions>(StringComparer.Ordinal);
                for (var i = 0; edge >= 0 && i < _topology.Hosts; i++)
                {
                    var host = edge * _topology.Hosts + i;
                    ports.Add(Name("h", host));
                    vcs[Name("vcs", host)] = new VcsOptions
                    {
                        Upstream = Name("h", host),
                        Vppbs = [.. _devicesOfHost[host].Select(device => new VppbOptions { Device = Name("mem", device.Device), Ld = device.Ld })],
                    };
                }

                for (var i = 0; edge >= 0 && i < _topology.Devices; i++) ports.Add(Name("d", edge * _topology.Devices + i));
                yield return new(Name("sw", number), _topology.Switch with { Ports = ports, Vcs = vcs });
            }
        }

        public IEnumerable<KeyValuePair<string, HostOptions>> Hosts()
        {
            for (var host = 0; host < _devicesOfHost.Length; host++)
            {
                yield return new(Name("host", host), _topology.Host with
                {
                    Bridges = new Dictionary<string, IReadOnlyList<string>> { [Bridge] = [RootPort] },
                    Windows = new Dictionary<string, WindowOptions>
                    {
                        [Window] = new() { Targets = [Bridge], Size = new ByteSize(_topology.Capacity.Bytes * (ulong)_devicesOfHost[host].Count) },
                    },
                    Regions = new Dictionary<string, RegionOptions>
                    {
                        [Region] = new()
                        {
                            Window = Window,
                            Devices = [.. _devicesOfHost[host].Select(device => Name("mem", device.Device))],
                            Granularity = _topology.Granularity,
                        },
                    },
                });
            }
        }

        public IEnumerable<KeyValuePair<string, DeviceOptions>> Devices()
        {
            for (var device = 0; device < _hostsOfDevice.Length; device++)
            {
                var lds = Math.Max(_hostsOfDevice[device].Count, 1);
                yield return new(Name("mem", device), _topology.Device with
                {
                    LogicalDevices = lds,
                    Volatile = _topology.Device.Volatile with { Size = new ByteSize(_topology.Capacity.Bytes * (ulong)lds) },
                });
            }
        }

        public IEnumerable<KeyValuePair<string, LinkOptions>> Links()
        {
            var trunk = _topology.Trunk.Length > 0 ? _topology.Trunk : _topology.Edge;
            foreach (var link in _shape.Trunks)
            {
                yield return new($"t-{link.From}-{link.To}", new LinkOptions
                {
                    Type = trunk,
                    From = $"{Name("sw", link.From)}.{link.FromPort}",
                    To = $"{Name("sw", link.To)}.{link.ToPort}",
                });
            }

            for (var host = 0; host < _devicesOfHost.Length; host++)
            {
                var at = Name("sw", _shape.Edges[host / _topology.Hosts]);
                yield return new(Name("h", host), new LinkOptions { Type = _topology.Edge, From = $"{Name("host", host)}.{RootPort}", To = $"{at}.{Name("h", host)}" });
            }

            for (var device = 0; device < _hostsOfDevice.Length; device++)
            {
                var at = Name("sw", _shape.Edges[device / _topology.Devices]);
                yield return new(Name("d", device), new LinkOptions { Type = _topology.Edge, From = $"{at}.{Name("d", device)}", To = Name("mem", device) });
            }
        }

        /// <summary>
        /// The next devices of its own switch, where the host before left off, then one of each following switch: each switch's devices
        /// are dealt out in turn, so that all are drawn from alike, give or take one.
        /// </summary>
        private List<(int Device, int Ld)> ReachOf(int host)
        {
            var edge = host / _topology.Hosts;
            var place = host % _topology.Hosts;
            var reach = new List<(int Device, int Ld)>();
            for (var near = 0; near < _topology.Near; near++) Reach(edge, place * _topology.Near + near);
            for (var far = 0; far < _topology.Far; far++)
            {
                var turn = place * _topology.Far + far;
                var step = 1 + turn % (_shape.Edges.Count - 1);
                Reach((edge + step) % _shape.Edges.Count, _topology.Hosts * _topology.Near + turn);
            }

            return reach;

            void Reach(int atEdge, int atPlace)
            {
                var device = atEdge * _topology.Devices + atPlace % _topology.Devices;
                reach.Add((device, _hostsOfDevice[device].Count));
                _hostsOfDevice[device].Add(host);
            }
        }
    }
}
