using System.Text.Json;
using CxlFabricSim.Devices;
using CxlFabricSim.Devices.Memory;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Conformance.Tests;

/// <summary>The configurations of startup.json, each as a scenario: what the recorded emulator refused, and what it should have.</summary>
public sealed class StartupVectors
{
    private static readonly IReadOnlyDictionary<string, string> NoEnvironment = new Dictionary<string, string>();

    /// <summary>Back-invalidation is a device's option that scenarios do not have.</summary>
    private const string OfDeviceOptions = "startup/hdm-db-without-flit";

    private const string Accepted = "startup/dc-eight-regions";

    [Theory]
    [InlineData("startup/no-memory", "devices:mem0", "give it volatile, persistent or dynamic capacity")]
    [InlineData("startup/persistent-without-lsa", "devices:mem0:labelStorage", "leave it out for 128KiB, or give a size")]
    [InlineData("startup/dc-not-a-multiple", "devices:mem0:dynamic:size", "256MiB or 512MiB would do")]
    [InlineData("startup/dc-not-a-multiple-of-regions", "devices:mem0:dynamic:size", "512MiB or 1GiB would do")]
    [InlineData("startup/dc-regions-without-memory", "devices:mem0:dynamic:regions", "give dynamic a size")]
    [InlineData("startup/dc-memory-without-regions", "devices:mem0:dynamic:regions", "a number from 1 to 8")]
    [InlineData("startup/dc-base-not-aligned", "devices:mem0:volatile:size", "256MiB would do")]
    [InlineData("startup/dc-nine-regions", "devices:mem0:dynamic:regions", "a number from 1 to 8")]
    [InlineData("startup/volatile-odd-size", "devices:mem0:volatile:size", "256MiB would do")]
    [InlineData("startup/window-odd-size", "hosts:host:windows:w0:size", "256MiB would do")]
    [InlineData("startup/window-zero-size", "hosts:host:windows:w0:size", "at least 256MiB for each target")]
    [InlineData("startup/window-unknown-target", "hosts:host:windows:w0:targets:0", "hb0")]
    [InlineData("startup/window-five-targets", "hosts:host:windows:w0:targets", "1, 2, 3, 4, 6, 8, 12 or 16")]
    [InlineData("startup/window-seven-targets", "hosts:host:windows:w0:targets", "1, 2, 3, 4, 6, 8, 12 or 16")]
    [InlineData("startup/window-granularity-128", "hosts:host:windows:w0:granularity", "256B, 512B, 1KiB")]
    [InlineData("startup/window-granularity-32768", "hosts:host:windows:w0:granularity", "8KiB or 16KiB")]
    [InlineData("startup/window-granularity-768", "hosts:host:windows:w0:granularity", "256B, 512B, 1KiB")]
    [InlineData("startup/window-same-target-twice", "hosts:host:windows:w0:targets:1", "name each once")]
    [InlineData("startup/window-three-256M", "hosts:host:windows:w0:size", "768MiB would do")]
    public void A_configuration_that_cannot_be_is_refused_with_what_would_do(string vector, string key, string wouldDo)
    {
        var loaded = Load(Vector(vector));

        Assert.Null(loaded.Scenario);
        Assert.Contains(loaded.Errors, error => error.Key == key && error.WouldDo.Contains(wouldDo, StringComparison.Ordinal));
    }

    [Fact]
    public void Back_invalidation_without_256_byte_flits_is_refused_with_what_would_do()
    {
        var options = Vector(OfDeviceOptions).GetProperty("device").GetProperty("host_bridges")[0].GetProperty("ports")[0]
            .GetProperty("child").GetProperty("type3").GetProperty("options");
        using var memory = MemoryBackend.Anonymous(256 * Sizes.MiB);

        var refusal = Assert.Throws<ArgumentException>(() => new Type3Device(new Type3Options
        {
            Name = "mem0",
            Volatile = memory,
            HasBackInvalidate = options.GetProperty("hdm-db").GetString() == "on",
            IsFlit256 = options.TryGetProperty("x-256b-flit", out _),
        }));

        Assert.Contains("256-byte flits would do", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Eight_regions_run()
    {
        var loaded = Load(Vector(Accepted));

        Assert.Empty(loaded.Errors);
        Assert.NotNull(Simulator.Run(loaded.Scenario!, new RunOptions()));
    }

    [Fact]
    public void Every_vector_of_the_file_has_its_expectation_here()
    {
        var refused = typeof(StartupVectors).GetMethod(nameof(A_configuration_that_cannot_be_is_refused_with_what_would_do))!
            .GetCustomAttributes(typeof(InlineDataAttribute), false).Cast<InlineDataAttribute>()
            .Select(row => (string)row.GetData(null!).Single()[0]);

        Assert.Equal(
            Vectors().Select(vector => vector.GetProperty("name").GetString()!).Order(StringComparer.Ordinal),
            refused.Append(OfDeviceOptions).Append(Accepted).Order(StringComparer.Ordinal));
    }

    private static List<JsonElement> Vectors()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "vectors", "startup.json");
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return [.. document.RootElement.GetProperty("vectors").EnumerateArray().Select(vector => vector.Clone())];
    }

    private static JsonElement Vector(string name) => Vectors().Single(vector => vector.GetProperty("name").GetString() == name);

    private static ScenarioLoadResult Load(JsonElement vector)
    {
        var path = Path.Combine(Path.GetTempPath(), $"startup-{Guid.NewGuid():n}.yaml");
        try
        {
            File.WriteAllText(path, ScenarioOf(vector.GetProperty("device")));
            return ScenarioLoader.Load([path], [], NoEnvironment);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string ScenarioOf(JsonElement device)
    {
        var ports = device.GetProperty("host_bridges").EnumerateArray()
            .SelectMany(bridge => bridge.GetProperty("ports").EnumerateArray()).ToList();
        var children = ports.Where(port => port.TryGetProperty("child", out _))
            .Select(port => (Port: port.GetProperty("name").GetString(), Device: port.GetProperty("child").GetProperty("type3"))).ToList();
        var bridges = device.GetProperty("host_bridges").EnumerateArray()
            .Select(bridge => $"{bridge.GetProperty("name").GetString()}: [{Names(bridge.GetProperty("ports"))}]");
        var windows = device.GetProperty("windows").EnumerateArray().Select((window, index) => $"w{index}: {{{WindowText(window)}}}");
        var links = children.Select((child, index) => $"l{index}: {{type: l, from: host.{child.Port}, to: {NameOf(child.Device)}}}");
        var devices = children.Select(child => $"{NameOf(child.Device)}: {{{DeviceText(child.Device)}}}");
        return $$"""
            linkTypes:
              l: {bandwidth: 32GB/s, latency: 20ns}
            links: { {{Joined(links)}} }
            devices: { {{Joined(devices)}} }
            hosts:
              host:
                bridges: { {{Joined(bridges)}} }
                windows: { {{Joined(windows)}} }
            """;
    }

    private static string WindowText(JsonElement window)
    {
        var granularity = window.TryGetProperty("granularity", out var bytes) ? $", granularity: {bytes}B" : "";
        var targets = Joined(window.GetProperty("targets").EnumerateArray().Select(target => target.GetString()!));
        return $"targets: [{targets}], size: {window.GetProperty("size")}B{granularity}";
    }

    /// <summary>An emulator that is told of no label storage has none; regions come as a count beside the memory or as an option.</summary>
    private static string DeviceText(JsonElement device)
    {
        var pieces = new List<string>();
        if (device.TryGetProperty("volatile", out var bytes)) pieces.Add($"volatile: {bytes}B");
        if (device.TryGetProperty("persistent", out bytes)) pieces.Add($"persistent: {bytes}B");
        if (!device.TryGetProperty("lsa", out _)) pieces.Add("labelStorage: 0B");
        var regions = device.TryGetProperty("dc_regions", out var count) ? count.ToString()
            : device.TryGetProperty("options", out var options) && options.TryGetProperty("num-dc-regions", out count) ? count.ToString()
            : null;
        var size = device.TryGetProperty("dc", out bytes) ? bytes.ToString() : "0";
        if (regions is not null) pieces.Add($"dynamic: {{size: {size}B, regions: {regions}}}");
        return Joined(pieces);
    }

    private static string Names(JsonElement items) => Joined(items.EnumerateArray().Select(NameOf));

    private static string NameOf(JsonElement item) => item.GetProperty("name").GetString()!;

    private static string Joined(IEnumerable<string> pieces) => string.Join(", ", pieces);
}
