using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Tests.Describing;

/// <summary>Fabrics to describe; what can be described need not be able to run.</summary>
internal static class ExampleFabrics
{
    private static readonly Dictionary<string, LinkTypeOptions> LinkTypes = new() { ["x16"] = new() { Bandwidth = new Bandwidth(64_000_000_000) } };

    /// <summary>One host with two bridges, a device at each, and two regions over both.</summary>
    public static Scenario TwoBridges() => new()
    {
        Name = "two-bridges",
        LinkTypes = LinkTypes,
        Hosts = new Dictionary<string, HostOptions>
        {
            ["h"] = new()
            {
                Bridges = new Dictionary<string, IReadOnlyList<string>> { ["hb0"] = ["rp0"], ["hb1"] = ["rp1"] },
                Windows = new Dictionary<string, WindowOptions> { ["w"] = new() { Targets = ["hb0", "hb1"], Size = new ByteSize(3 * Sizes.GiB) } },
                Regions = new Dictionary<string, RegionOptions>
                {
                    ["a"] = new() { Window = "w", Devices = ["m0", "m1"], Granularity = new ByteSize(1024) },
                    ["b"] = new() { Window = "w", Devices = ["m1", "m0"], Memory = RegionMemory.Dc1 },
                },
            },
        },
        Devices = new Dictionary<string, DeviceOptions> { ["m0"] = Memory(), ["m1"] = Memory() },
        Links = new Dictionary<string, LinkOptions> { ["l0"] = Link("h.rp0", "m0"), ["l1"] = Link("h.rp1", "m1") },
    };

    /// <summary>A chain of switches below one root port, a device with two logical devices at its end, and another root port that leads nowhere.</summary>
    public static Scenario Cascade(int levels, bool closesCircle = false)
    {
        var switches = Enumerable.Range(0, levels).ToDictionary(level => $"s{level}", level => new SwitchOptions
        {
            Ports = ["us", "ds"],
            Vcs = new Dictionary<string, VcsOptions> { ["v"] = new() { Upstream = "us", Vppbs = [new VppbOptions(), new VppbOptions { Port = "ds" }] } },
        });
        var links = Enumerable.Range(0, levels).ToDictionary(level => $"l{level}", level => Link(level == 0 ? "h.rp0" : $"s{level - 1}.ds", $"s{level}.us"));
        links["last"] = Link($"s{levels - 1}.ds", closesCircle ? "s0.us" : "m0");
        return new Scenario
        {
            Name = "cascade",
            LinkTypes = LinkTypes,
            Hosts = new Dictionary<string, HostOptions> { ["h"] = new() { Bridges = new Dictionary<string, IReadOnlyList<string>> { ["hb"] = ["rp0", "rp1"] } } },
            Switches = switches,
            Devices = new Dictionary<string, DeviceOptions> { ["m0"] = new() { LogicalDevices = 2, Persistent = new BackingOptions { Size = new ByteSize(256 * Sizes.MiB) } } },
            Links = links,
        };
    }

    private static DeviceOptions Memory() => new()
    {
        Volatile = new BackingOptions { Size = new ByteSize(512 * Sizes.MiB) },
        Dynamic = new DynamicOptions { Size = new ByteSize(512 * Sizes.MiB), Regions = 2 },
    };

    private static LinkOptions Link(string from, string to) => new() { Type = "x16", From = from, To = to };
}
