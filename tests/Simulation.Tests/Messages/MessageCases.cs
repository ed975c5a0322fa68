using System.Reflection;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Tests.Scenarios;
using CxlFabricSim.Simulation.Tests.Topology;

namespace CxlFabricSim.Simulation.Tests.Messages;

/// <summary>Scenarios that are wrong in one way each: those of the other tests' tables, and what these leave out.</summary>
internal static class MessageCases
{
    private static readonly Type[] Tables = [typeof(MistakeTests), typeof(ValidationTests), typeof(QuantityTests)];

    // Pieces of the small scenario exchanged.
    private static readonly (string Piece, string Replacement)[] Changes =
    [
        ("latency: 20ns", "latency: soon"),
        ("latency: 20ns", "latency: -20ns"),
        ("latency: 20ns", "latency: 20"),
        ("latency: 20ns", "latency: 20MiB"),
        ("latency: 20ns", "latency: 9999999s"),
        ("latency: 20ns", "latency: 1.5ps"),
        ("{region: r0, count: 100}", "{region: r0, count: many}"),
        ("{region: r0, count: 100}", "{region: r0, count: 1, outstanding: 2147483648}"),
        ("{region: r0, count: 100}", "{region: r0, count: 1, verify: maybe}"),
        ("{region: r0, count: 100}", "{region: r0, count: 1, skew: much}"),
        ("{region: r0, count: 100}", "{region: r0, count: 1, reads: 150%}"),
        ("{region: r0, count: 100}", "{region: r0, count: 1, reads: most}"),
        ("latency: 20ns", "latency: 20ns, width: 3"),
        ("latency: 20ns", "latency: 20ns, flit: 100B"),
        ("latency: 20ns", "latency: 20ns, packing: {requests: 5}"),
        ("latency: 20ns", "latency: 20ns, bitErrorRate: 0.5"),
        ("ports: [us0, us1, ds0, ds1]", "ports: [us0, us1, ds0, ds1], weights: {us2: 0}"),
        ("dcd0: {logicalDevices: 2,", "dcd0: {dram: {type: ddr3, modules: 3, ranks: 8, writeQueue: 1}, logicalDevices: 2,"),
        ("dcd0: {logicalDevices: 2,", "dcd0: {dram: ddr5-4800, curve: missing.csv, logicalDevices: 2,"),
        ("name: small", "name: small\npreset: asic-fats"),
        ("name: small", "name: small\nplacement: {nodes: {node-a: {roles: [hosts], actors: [host0]}, node-1: {roles: [hosts], actors: [host0]}}}"),
        ("name: small", "name: small\nplacement: {seeds: [somewhere]}"),
        (Stream, "{region: r0, count: 1, mix: \"5\"}"),
        (Stream, "{region: r0, count: 1, rate: 0}"),
        (Stream, "{region: r0, count: 1, rate: 1001G/s}"),
        (Stream, "{region: r0, count: 1, rate: 1M/s, delay: 5ns}"),
        (Stream, "{region: r0, count: 1, arrivals: poisson}"),
        (Stream, "{region: r0, count: 1, burst: {length: 0, gap: 0}}"),
        (Stream, "{region: r0, phases: [{name: a, count: 1}, {name: a, count: 1}]}"),
        (Stream, "{region: r0, phases: [{name: a}, {name: b, count: 1}]}"),
        (Stream, "{region: r0, phases: [{name: a.b, count: 1}, {name: b, count: 0}]}"),
        (Stream, "{region: r0, count: 1, pattern: ycsb}"),
        (Stream, "{region: r0, count: 1, pattern: ycsb, workload: a, mix: R, records: 0, recordSize: 2MiB}"),
        (Stream, "{region: r0, trace: missing.trace, mix: R}"),
        (Bridges, $"prefetch: 65\n    {Bridges}"),
        (Bridges, $"outstandingLines: 16385\n    cache: {{size: 0, ways: 65, latency: 0}}\n    {Bridges}"),
        (Bridges, $"cache: {{size: 100KiB, ways: 12}}\n    {Bridges}"),
        ("name: small", "name: small\nname: large"),
        ("name: small", "\"\": small"),
        ("name: small", "<<: [1]"),
        ("size: 4GiB", "size: 0"),
        ("size: 4GiB", "size: 4096TiB"),
        ("dcd0: {logicalDevices: 2, volatile: 512MiB, dynamic: 1GiB}", "dcd0: {logicalDevices: 2, volatile: 512MiB}"),
        ("dcd0: {logicalDevices: 2, volatile: 512MiB, dynamic: 1GiB}", "dcd0: {logicalDevices: 2, volatile: 512MiB, dynamic: {regions: 2}}"),
        ("dcd0: {logicalDevices: 2, volatile: 512MiB, dynamic: 1GiB}", "dcd0: {logicalDevices: 2}"),
        ("dcd0: {logicalDevices: 2,", "dcd0: {persistent: 1024TiB, logicalDevices: 2,"),
        ("dcd0: {logicalDevices: 2,", "dcd0: {persistent: 8388608TiB, logicalDevices: 2,"),
        ("dcd0: {logicalDevices: 2, volatile: 512MiB, dynamic: 1GiB}", "dcd0: {logicalDevices: 2, volatile: {size: 512MiB, path: a}, dynamic: {size: 1GiB, path: a}}"),
        ("dcd0: {logicalDevices: 2, volatile: 512MiB,", "dcd0: {logicalDevices: 2, volatile: {size: 512MiB, path: \"a\\0b\"},"),
        ("vppbs: [{port: ds0, ld: 0}, {port: ds1, ld: 0}]", "vppbs: [{port: ds0, ld: 0}]"),
        ("vppbs: [{port: ds0, ld: 0}, {port: ds1, ld: 0}]", "vppbs: [{port: ds0, ld: 0, device: dcd0}, {port: ds1, ld: 0}]"),
        ("vppbs: [{port: ds0, ld: 0}", $"vppbs: [{string.Concat(Enumerable.Repeat("{}, ", 256))}{{port: ds0, ld: 0}}"),
        ("switches:\n", "switches:\n  host1: {}\n"),
        ("switches:\n", "management: {listen: everywhere}\nswitches:\n"),
        ("switches:\n", "management: {port: 65536}\nswitches:\n"),
        ("switches:\n", "management: {port: 65535}\nswitches:\n"),
        ("switches:\n", "management: {endpoints: {dcd0: {port: 2508}}}\nswitches:\n"),
        ("host: host0, devices: [dcd0, dcd1]", "devices: [dcd0, dcd1]"),
        ("{action: add, ", "{action: add, switch: sw0, "),
        (Step, "{action: bind, switch: sw0, vcs: vcs0, vppb: 0, port: ds0, host: host0, devices: [dcd0]}"),
        (Step, "{action: bind, switch: sw0, vcs: vcs0, vppb: 2, port: ds0, ld: 2}"),
        (Step, "{action: bind, switch: sw0, vcs: vcs0, vppb: 0, port: us1}"),
        (Step, "{action: unbind, switch: sw0, vcs: vcs0, vppb: 0, port: ds0}"),
        (Step, "{action: unplug, switch: sw0, vcs: vcs0, port: ds0}"),
    ];

    private const string Stream = "{region: r0, count: 100}";

    private const string Bridges = "bridges: {hb0: [rp0]}\n    windows";

    private const string Step = "{action: add, host: host0, devices: [dcd0, dcd1], extents: [{offset: 0, length: 64MiB}]}";

    // Whole files.
    private static readonly string[] Texts =
    [
        "", "a\0b", "name: *nobody", "name: \"x\nseed: 1", "hosts: [1\nseed: 2", "? [a, b]\n: c", "name: x\n---\nname: y", "{\n  \"name\": \"x\", // a name\n}",
        "a: " + new string('[', 100), $"a: &a {new string('[', 40)}{new string(']', 40)}\nb: {new string('[', 40)}*a{new string(']', 40)}",
        "a0: &a0 [x, y]\n" + string.Join('\n', Enumerable.Range(1, 40).Select(i => $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]")),
        "name: x", ManyDevices(4095), ManyRegions(),
        Routed.Replace("s1: {", "s1: {routes: {m0: b}, ", StringComparison.Ordinal),
        Routed.Replace("  c: {type: l, from: s1.a, to: s2.b}\n", "", StringComparison.Ordinal),
        FabricText.Tree.Replace("sw1: {ports: [us, ds, more], vcs: {v: {upstream: us, vppbs: [{port: ds}]}}}", "sw1: {ports: [us], vcs: {v: {upstream: us, vppbs: [{device: mem1}]}}}", StringComparison.Ordinal)
            .Replace("from: sw1.ds, to: mem1", "from: sw2.more, to: mem1", StringComparison.Ordinal),
        FabricText.Tree.Replace("{port: ds1}", "{port: ds0}", StringComparison.Ordinal),
        Routed.Replace("to: s1.b", "to: s0.b", StringComparison.Ordinal),
        Routed.Replace("[{device: m0}]", "[{port: a}]", StringComparison.Ordinal),
        Routed.Replace("[{device: m0}]", "[{port: a}]", StringComparison.Ordinal)
            .Replace("s1: {", "s1: {vcs: {w: {upstream: b, vppbs: [{port: a}]}}, ", StringComparison.Ordinal)
            .Replace("to: s2.b", "to: s0.u", StringComparison.Ordinal),
        "linkTypes: {l: {}}\nrouting: {paths: shortest}\ntopology: {kind: ring, switches: 5, far: 3, edge: l}",
        "linkTypes: {l: {}}\ntopology: {kind: star, capacity: 0, edge: l}",
        "linkTypes: {l: {}}\ntopology: {kind: star, devices: 3, near: 3, edge: l}",
        "linkTypes: {l: {}}\ntopology: {kind: tree, levels: 6, fanout: 64, edge: l}",
        "linkTypes: {l: {}}\ntopology: {kind: ring, switches: 4, far: 4, edge: l}",
        "linkTypes: {l: {}}\ntopology: {kind: star, hosts: 17, edge: l}",
        "linkTypes: {l: {}}\ntopology: {kind: ring, switches: 1024, hosts: 4, edge: l}",
        "linkTypes: {l: {}}\ntopology: {kind: star, edge: l, host: {windows: {w: {targets: [b], size: 256MiB}}}}",
        "linkTypes: {l: {}}\ntopology: {kind: star, edge: l}\nhosts: {host0: {outstandingLines: 8}}",
        "linkTypes: {l: {}}\ntopology: {kind: star, edge: l}\ndevices: {mem0: {dynamic: 256MiB}}",
        "linkTypes: {l: {}}\nlinks: {l0: {type: l, from: h.p, to: m}}\ndevices: {m: {logicalDevices: 2, volatile: 512MiB}}\nhosts: {h: {bridges: {b: [p]}}}",
        Routed + "\nmanager: {steps: [{action: bind, switch: s0, vcs: v, vppb: 0, port: b}]}",
        Routed + "\nmanager: {steps: [{action: bind, switch: s0, vcs: v, vppb: 0, port: b, device: m0}]}",
        Routed.Replace("m0: {", "m0: {heads: 2, logicalDevices: 2, ", StringComparison.Ordinal)
            + "\nmanager: {steps: [{action: bind, switch: s0, vcs: v, vppb: 0, device: m0}]}",
        Routed.Replace("s1: {ports: [a, b]", "s1: {ports: [a, b], vcs: {v: {upstream: b, vppbs: [{}]}}", StringComparison.Ordinal)
            + "\nmanager: {steps: [{action: bind, switch: s1, vcs: v, vppb: 0, device: m0}]}",
        Routed.Replace("s0: {ports: [u, a, b]", "s0: {ports: [u, a, b, z]", StringComparison.Ordinal).Replace("from: s2.d", "from: s0.z", StringComparison.Ordinal)
            + "\nmanager: {steps: [{action: bind, switch: s0, vcs: v, vppb: 0, device: m0}, {action: unbind, switch: s0, vcs: v, vppb: 0, device: m0}]}",
        InterleaveTests.Fabric(1, 3, 1), InterleaveTests.Fabric(1, 1, 3),
    ];

    // A fabric of three switches in a row, in which the first binds a device by id.
    private const string Routed =
        """
        linkTypes: {l: {}}
        links:
          up: {type: l, from: h.p, to: s0.u}
          a: {type: l, from: s0.a, to: s1.b}
          c: {type: l, from: s1.a, to: s2.b}
          down: {type: l, from: s2.d, to: m0}
        switches:
          s0: {ports: [u, a, b], vcs: {v: {upstream: u, vppbs: [{device: m0}]}}}
          s1: {ports: [a, b]}
          s2: {ports: [b, d]}
        devices: {m0: {volatile: 256MiB}}
        hosts: {h: {bridges: {b0: [p]}}}
        """;

    private static readonly (string Text, string[] Options)[] Options =
    [
        (ScenarioText.Small, ["seed"]),
        (ScenarioText.Small, ["hosts::host0=1"]),
        (ScenarioText.Small, ["expectations:7=events > 0"]),
        (InterleaveTests.Fabric(2, 1, 2), ["hosts:h:regions:r:devices=[d000, d001, d100, d101]"]),
        (InterleaveTests.Fabric(2, 2, 2), ["hosts:h:regions:r:devices=[d000, d100, d001, d010]"]),
        (InterleaveTests.Fabric(1, 2, 4), ["hosts:h:regions:r:devices=[d000, d010, d001, d002]"]),
        (InterleaveTests.Fabric(2, 2, 2), ["hosts:h:regions:r:devices=[d000, d100, d010, d101]"]),
        (InterleaveTests.Fabric(2, 1, 1), ["hosts:h:windows:w:targets=[b0]"]),
        (InterleaveTests.Fabric(2, 1, 1), ["hosts:h:regions:r:granularity=1KiB"]),
        (InterleaveTests.Fabric(1, 1, 2), ["devices:d001:volatile=512MiB"]),
        (InterleaveTests.Fabric(2, 4, 2), ["hosts:h:regions:r:granularity=4KiB", "hosts:h:windows:w:granularity=4KiB"]),
    ];

    /// <summary>All mistakes of all cases, files named as if they stood in the current folder.</summary>
    public static IEnumerable<ScenarioError> Errors()
    {
        var texts = Tables.SelectMany(TableOf).Concat(Changes).Select(change => ScenarioText.Small.Replace(change.Piece, change.Replacement, StringComparison.Ordinal));
        var rebalance = TableOf(typeof(RebalanceMistakeTests)).Select(change => RebalanceMistakeTests.With(change.Piece, change.Replacement));
        var heads = TableOf(typeof(MultiHeadedTests)).Select(change => MultiHeadedTests.Fabric.Replace(change.Piece, change.Replacement, StringComparison.Ordinal));
        foreach (var error in texts.Concat(rebalance).Concat(heads).Concat(Texts).SelectMany(text => ErrorsOf(text))) yield return error;
        foreach (var error in Options.SelectMany(option => ErrorsOf(option.Text, option.Options))) yield return error;
        foreach (var error in OddFiles().Concat(OddTimings()).Concat(OddBackings()).Concat(OddTraces())) yield return error;
    }

    private static IEnumerable<(string Piece, string Replacement)> TableOf(Type tests) => tests.GetMethods()
        .Where(method => method.GetParameters() is [{ Name: "piece" }, { Name: "replacement" }, ..])
        .SelectMany(method => method.GetCustomAttributes<InlineDataAttribute>().SelectMany(row => row.GetData(method)))
        .Select(row => ((string)row[0], (string)row[1]));

    private static List<ScenarioError> ErrorsOf(string text, params string[] options)
    {
        using var folder = new TemporaryFolder();
        return ErrorsOf(folder, folder.Write("scenario.yaml", text), options);
    }

    // Built as well where it loads, since some mistakes show only then.
    private static List<ScenarioError> ErrorsOf(TemporaryFolder folder, string file, params string[] options)
    {
        var loaded = ScenarioLoader.Load([file], options, new Dictionary<string, string>());
        var errors = loaded.Errors;
        if (loaded.Scenario is { } scenario)
        {
            try
            {
                Simulator.Run(scenario with { Duration = Protocol.SimTime.FromNanoseconds(1) }, new RunOptions());
            }
            catch (ScenarioException problem)
            {
                errors = problem.Errors;
            }
        }

        return errors.Select(error => Relative(error, folder)).ToList();
    }

    private static ScenarioError Relative(ScenarioError error, TemporaryFolder folder)
    {
        string Short(string text) => text.Replace(folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).Replace(folder.Path, ".", StringComparison.Ordinal);
        return error with
        {
            Position = error.Position with { Source = Short(error.Position.Source) },
            Found = Short(error.Found),
            WouldDo = Short(error.WouldDo),
        };
    }

    // One too many for 12-bit ids, with the host's root port.
    private static string ManyDevices(int count) =>
        $"linkTypes: {{l: {{}}}}\nhosts: {{h: {{bridges: {{b: [p]}}}}}}\ndevices: {{{string.Join(", ", Enumerable.Range(0, count).Select(i => $"m{i}: {{volatile: 256MiB}}"))}}}";

    // Eleven regions behind one host bridge, each of a device of its own.
    private static string ManyRegions()
    {
        static string Each(Func<int, string> text) => string.Join(", ", Enumerable.Range(0, 11).Select(text));
        return string.Join(
            '\n',
            "linkTypes: {l: {}}",
            $"links: {{{Each(i => $"l{i}: {{type: l, from: h.p{i}, to: m{i}}}")}}}",
            $"devices: {{{Each(i => $"m{i}: {{volatile: 256MiB}}")}}}",
            $"hosts: {{h: {{bridges: {{b: [{Each(i => $"p{i}")}]}}, windows: {{w: {{targets: [b], size: 4GiB}}}},",
            $"  regions: {{{Each(i => $"r{i}: {{window: w, devices: [m{i}]}}")}}}}}}}");
    }

    private static List<ScenarioError> OddFiles()
    {
        using var folder = new TemporaryFolder();
        var errors = new List<ScenarioError>();
        foreach (var file in new[] { folder.Path, Path.Combine(folder.Path, "missing.yaml"), "/dev/zero", "/proc/self/mem" }) errors.AddRange(ErrorsOf(folder, file));
        var latin = Path.Combine(folder.Path, "latin.yaml");
        File.WriteAllBytes(latin, [0xE9, 0x20]);
        errors.AddRange(ErrorsOf(folder, latin));
        var huge = folder.Write("huge.yaml", "");
        using (var stream = File.OpenWrite(huge)) stream.SetLength(100 << 20);
        errors.AddRange(ErrorsOf(folder, huge));

        return errors;
    }

    // Presets and curves in files of their own.
    private static List<ScenarioError> OddTimings()
    {
        using var folder = new TemporaryFolder();
        var errors = new List<ScenarioError>();
        folder.Write("list.yaml", "[asic-fast]");
        errors.AddRange(ErrorsOf(folder, folder.Write("scenario.yaml", $"preset: list.yaml\n{ScenarioText.Small}")));
        foreach (var curve in new[] { "1,100\n2;200", "2,100\n2,200", "# GB/s,ns\n" })
        {
            folder.Write("curve.csv", curve);
            errors.AddRange(ErrorsOf(folder, folder.Write("scenario.yaml", ScenarioText.SmallWith("dcd0: {logicalDevices", "dcd0: {curve: curve.csv, logicalDevices"))));
        }

        return errors;
    }

    private static List<ScenarioError> OddTraces()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("scenario.yaml", ScenarioText.SmallWith(Stream, "{region: r0, trace: t.trace}"));
        var errors = new List<ScenarioError>();
        foreach (var text in new[] { "host7 R 0 64\n", "", "host0 X 0 64\n" })
        {
            folder.Write("t.trace", text);
            errors.AddRange(ErrorsOf(folder, file));
        }

        return errors;
    }

    private static List<ScenarioError> OddBackings()
    {
        using var folder = new TemporaryFolder();
        var errors = new List<ScenarioError>();
        folder.Write("small.mem", "not 512 MiB");
        Directory.CreateDirectory(Path.Combine(folder.Path, "folder.mem"));
        File.CreateSymbolicLink(Path.Combine(folder.Path, "loop.mem"), "loop.mem");
        using var used = File.Open(Path.Combine(folder.Path, "used.mem"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        foreach (var path in new[] { "small.mem", "used.mem", "folder.mem", "loop.mem", "missing/new.mem", "/dev/zero" }) errors.AddRange(ErrorsOf(folder, BackedBy(folder, path)));

        // What the system refuses to a run only, on threads to which it refuses that.
        errors.AddRange(RefusingThread.Run(Refusal.Room, () => ErrorsOf(folder, BackedBy(folder, "full.mem"))));
        errors.AddRange(RefusingThread.Run(Refusal.Growth, () => ErrorsOf(folder, BackedBy(folder, "limited.mem"))));
        using (var half = File.OpenHandle(Path.Combine(folder.Path, "half.mem"), FileMode.Create, FileAccess.Write))
        {
            RandomAccess.SetLength(half, 512 << 20);
            RandomAccess.Write(half, [1], 6 << 20);
        }

        errors.AddRange(RefusingThread.Run(Refusal.Room, () => ErrorsOf(folder, BackedBy(folder, "half.mem"))));
        return errors;
    }

    private static string BackedBy(TemporaryFolder folder, string path) => folder.Write(
        "scenario.yaml", ScenarioText.SmallWith("dcd0: {logicalDevices: 2, volatile: 512MiB", $"dcd0: {{logicalDevices: 2, volatile: {{size: 512MiB, path: {path}}}"));
}
