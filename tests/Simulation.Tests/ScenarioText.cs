using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Tests;

/// <summary>Scenarios written in the test, loaded through files as users' are.</summary>
internal static class ScenarioText
{
    /// <summary>Right as it stands; tests change single pieces of it.</summary>
    public const string Small =
        """
        name: small
        linkTypes:
          fast: {bandwidth: 32GB/s, latency: 20ns}
        links:
          up0: {type: fast, from: host0.rp0, to: sw0.us0}
          up1: {type: fast, from: host1.rp0, to: sw0.us1}
          down0: {type: fast, from: sw0.ds0, to: dcd0}
          down1: {type: fast, from: sw0.ds1, to: dcd1}
        switches:
          sw0:
            ports: [us0, us1, ds0, ds1]
            vcs:
              vcs0: {upstream: us0, vppbs: [{port: ds0, ld: 0}, {port: ds1, ld: 0}]}
              vcs1: {upstream: us1, vppbs: [{port: ds0, ld: 1}, {port: ds1, ld: 1}]}
        devices:
          dcd0: {logicalDevices: 2, volatile: 512MiB, dynamic: 1GiB}
          dcd1: {logicalDevices: 2, volatile: 512MiB, dynamic: 1GiB}
        hosts:
          host0:
            bridges: {hb0: [rp0]}
            windows: {w0: {targets: [hb0], size: 4GiB}}
            regions:
              r0: {window: w0, devices: [dcd0, dcd1], memory: volatile}
              r1: {window: w0, devices: [dcd0, dcd1], memory: dc0}
            streams:
              s0: {region: r0, count: 100}
              s1: {region: r1, count: 100, capacity: 64MiB}
          host1:
            bridges: {hb0: [rp0]}
        manager:
          steps:
            - {action: add, host: host0, devices: [dcd0, dcd1], extents: [{offset: 0, length: 64MiB}]}
        expectations:
          - hosts.host0.verifyFailures == 0
        """;

    private static readonly IReadOnlyDictionary<string, string> NoEnvironment = new Dictionary<string, string>();

    /// <summary>The small scenario with one piece of its text exchanged.</summary>
    public static string SmallWith(string piece, string replacement)
    {
        Assert.Contains(piece, Small, StringComparison.Ordinal);
        return Small.Replace(piece, replacement, StringComparison.Ordinal);
    }

    public static ScenarioLoadResult Load(string text, params string[] overrides) => LoadLayers([text], overrides);

    public static ScenarioLoadResult LoadLayers(string[] texts, string[]? overrides = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var folder = new TemporaryFolder();
        var files = texts.Select((text, i) => folder.Write($"layer{i}.yaml", text)).ToList();
        return ScenarioLoader.Load(files, overrides ?? [], environment ?? NoEnvironment);
    }

    /// <summary>The scenario, where there must be no mistakes.</summary>
    public static Scenario LoadRight(string text, params string[] overrides)
    {
        var loaded = Load(text, overrides);
        Assert.Empty(loaded.Errors);
        return loaded.Scenario!;
    }

    /// <summary>The only mistake in a text.</summary>
    public static ScenarioError OnlyMistake(string text, params string[] overrides)
    {
        var loaded = Load(text, overrides);
        Assert.Null(loaded.Scenario);
        return Assert.Single(loaded.Errors);
    }

    /// <summary>The line, from 1, on which a piece of text first stands.</summary>
    public static int LineOf(string text, string piece)
    {
        var place = text.IndexOf(piece, StringComparison.Ordinal);
        Assert.True(place >= 0, $"\"{piece}\" is not in the text");
        return 1 + text[..place].Count(character => character == '\n');
    }
}
