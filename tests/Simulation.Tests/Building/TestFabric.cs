using System.Text;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Tests.Building;

/// <summary>Scenarios as records, for shapes that are easier counted than written.</summary>
internal static class TestFabric
{
    public const ulong Part = 256 * Sizes.MiB;

    private const string Kind = "fast";

    /// <summary>
    /// One host over a whole tree: every bridge has the same ports, every port a device or a switch's vPPBs with a device each. Region
    /// r0 shows the volatile memory of all, in the order of granules: bridges first, then ports, then vPPBs.
    /// </summary>
    public static Scenario Tree(int bridges, int ports, int vppbs, int granularity, params (string Name, StreamOptions Stream)[] streams)
    {
        var links = new Dictionary<string, LinkOptions>();
        var devices = new Dictionary<string, DeviceOptions>();
        var switchPorts = new List<string>();
        var vcs = new Dictionary<string, VcsOptions>();
        for (var bridge = 0; bridge < bridges; bridge++)
        {
            for (var port = 0; port < ports; port++)
            {
                if (vppbs == 0)
                {
                    AddDevice($"host0.rp{bridge}{port}", bridge, port, 0);
                    continue;
                }

                links[$"up{bridge}{port}"] = Link($"host0.rp{bridge}{port}", $"sw0.us{bridge}{port}");
                switchPorts.Add($"us{bridge}{port}");
                for (var vppb = 0; vppb < vppbs; vppb++)
                {
                    switchPorts.Add($"ds{bridge}{port}{vppb}");
                    AddDevice($"sw0.ds{bridge}{port}{vppb}", bridge, port, vppb);
                }

                // Behind an unbound vPPB, so that vPPB and device numbers differ.
                var bound = Enumerable.Range(0, vppbs).Select(vppb => new VppbOptions { Port = $"ds{bridge}{port}{vppb}" });
                vcs[$"vcs{bridge}{port}"] = new VcsOptions { Upstream = $"us{bridge}{port}", Vppbs = [new VppbOptions(), .. bound] };
            }
        }

        var order = Enumerable.Range(0, devices.Count).Select(place => NameOf(place % bridges, place / bridges % ports, place / bridges / ports));
        return new Scenario
        {
            Name = "tree",
            LinkTypes = new Dictionary<string, LinkTypeOptions> { [Kind] = new() },
            Links = links,
            Devices = devices,
            Switches = vcs.Count == 0 ? new Dictionary<string, SwitchOptions>() : new Dictionary<string, SwitchOptions> { ["sw0"] = new() { Ports = switchPorts, Vcs = vcs } },
            Hosts = new Dictionary<string, HostOptions>
            {
                ["host0"] = new()
                {
                    Bridges = Enumerable.Range(0, bridges).ToDictionary(
                        bridge => $"hb{bridge}", bridge => (IReadOnlyList<string>)[.. Enumerable.Range(0, ports).Select(port => $"rp{bridge}{port}")]),
                    Windows = new Dictionary<string, WindowOptions>
                    {
                        ["w0"] = new()
                        {
                            Targets = [.. Enumerable.Range(0, bridges).Select(bridge => $"hb{bridge}")],
                            Size = new ByteSize((ulong)devices.Count * Part),
                            Granularity = new ByteSize((ulong)granularity),
                        },
                    },
                    Regions = new Dictionary<string, RegionOptions>
                    {
                        ["r0"] = new() { Window = "w0", Devices = [.. order], Granularity = new ByteSize((ulong)granularity) },
                    },
                    Streams = streams.ToDictionary(stream => stream.Name, stream => stream.Stream),
                },
            },
        };

        void AddDevice(string from, int bridge, int port, int vppb)
        {
            devices[NameOf(bridge, port, vppb)] = new DeviceOptions { Volatile = new BackingOptions { Size = new ByteSize(Part) } };
            links[$"to-{NameOf(bridge, port, vppb)}"] = Link(from, NameOf(bridge, port, vppb));
        }
    }

    public static string NameOf(int bridge, int port, int vppb) => $"mem{bridge}{port}{vppb}";

    /// <summary>
    /// Hosts around a switch over DCDs with a logical device for each. Region "fixed" shows a host's share of the volatile memory,
    /// "pool" the dynamic capacity; both over all devices.
    /// </summary>
    public static Scenario Star(int hosts, int devices, params StepOptions[] steps)
    {
        var deviceNames = Enumerable.Range(0, devices).Select(device => $"dcd{device}").ToList();
        var links = new Dictionary<string, LinkOptions>();
        for (var host = 0; host < hosts; host++) links[$"up{host}"] = Link($"host{host}.rp0", $"sw0.us{host}");
        for (var device = 0; device < devices; device++) links[$"down{device}"] = Link($"sw0.ds{device}", $"dcd{device}");
        return new Scenario
        {
            Name = "star",
            LinkTypes = new Dictionary<string, LinkTypeOptions> { [Kind] = new() },
            Links = links,
            Devices = deviceNames.ToDictionary(name => name, _ => new DeviceOptions
            {
                LogicalDevices = hosts,
                Volatile = new BackingOptions { Size = new ByteSize((ulong)hosts * Part) },
                Dynamic = new DynamicOptions { Size = new ByteSize(Part) },
            }),
            Switches = new Dictionary<string, SwitchOptions>
            {
                ["sw0"] = new()
                {
                    Ports = [.. Enumerable.Range(0, hosts).Select(host => $"us{host}"), .. Enumerable.Range(0, devices).Select(device => $"ds{device}")],
                    Vcs = Enumerable.Range(0, hosts).ToDictionary(host => $"vcs{host}", host => new VcsOptions
                    {
                        Upstream = $"us{host}",
                        Vppbs = [.. Enumerable.Range(0, devices).Select(device => new VppbOptions { Port = $"ds{device}", Ld = host })],
                    }),
                },
            },
            Hosts = Enumerable.Range(0, hosts).ToDictionary(host => $"host{host}", _ => new HostOptions
            {
                Bridges = new Dictionary<string, IReadOnlyList<string>> { ["hb0"] = ["rp0"] },
                Windows = new Dictionary<string, WindowOptions> { ["w0"] = new() { Targets = ["hb0"], Size = new ByteSize(2 * Part * (ulong)devices) } },
                Regions = new Dictionary<string, RegionOptions>
                {
                    ["fixed"] = new() { Window = "w0", Devices = deviceNames },
                    ["pool"] = new() { Window = "w0", Devices = deviceNames, Memory = RegionMemory.Dc0 },
                },
            }),
            Manager = new ManagerOptions { Steps = steps },
        };
    }

    /// <summary>The same scenario with a host's streams.</summary>
    public static Scenario With(this Scenario scenario, string host, params (string Name, StreamOptions Stream)[] streams) => scenario.With(host, options => options with
    {
        Streams = streams.ToDictionary(stream => stream.Name, stream => stream.Stream),
    });

    public static Scenario With(this Scenario scenario, string host, Func<HostOptions, HostOptions> change) => scenario with
    {
        Hosts = scenario.Hosts.ToDictionary(entry => entry.Key, entry => entry.Key == host ? change(entry.Value) : entry.Value),
    };

    public static Scenario WithCredits(this Scenario scenario, CreditOptions credits) => scenario with
    {
        LinkTypes = new Dictionary<string, LinkTypeOptions> { [Kind] = new() { Credits = credits } },
    };

    public static StepOptions Add(string host, IReadOnlyList<string> devices, ulong offsetMiB, ulong lengthMiB, long atMicroseconds = 0) => new()
    {
        Action = StepAction.Add,
        Host = host,
        Devices = devices,
        Extents = [new ExtentOptions { Offset = new ByteSize(offsetMiB * Sizes.MiB), Length = new ByteSize(lengthMiB * Sizes.MiB) }],
        At = SimTime.FromMicroseconds(atMicroseconds),
        Timeout = SimTime.FromMicroseconds(200),
    };

    public static StepOptions Release(string host, IReadOnlyList<string> devices, ulong offsetMiB, ulong lengthMiB, long atMicroseconds = 0) =>
        Add(host, devices, offsetMiB, lengthMiB, atMicroseconds) with { Action = StepAction.Release };

    public static RunResults Run(Scenario scenario, int threads = 1) => Simulator.Run(scenario, new RunOptions(threads, ThreadsExact: true));

    /// <summary>Runs a fabric that the test keeps: to look at its memory, or after it was tampered with.</summary>
    public static RunResults Run(Scenario scenario, BuiltFabric fabric, int threads = 1)
    {
        var engine = new Engine(fabric.Model, new RunSettings { Duration = scenario.Duration, Threads = threads });
        var report = engine.Run();
        return ResultsCollector.Collect(scenario, fabric, report, engine.Digest(), 0);
    }

    /// <summary>Everything that the machine has no part in, as text: two runs are equal when it is.</summary>
    public static string TextOf(RunResults results)
    {
        using var stream = new MemoryStream();
        ResultsJson.Write(results with { WallSeconds = 0, Threads = 0 }, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public static StreamResults StreamOf(RunResults results, string host, string stream) =>
        results.Hosts.Single(entry => entry.Name == host).Streams.Single(entry => entry.Name == stream);

    private static LinkOptions Link(string from, string to) => new() { Type = Kind, From = from, To = to };
}
