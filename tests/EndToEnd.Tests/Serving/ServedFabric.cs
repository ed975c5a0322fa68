using CxlFabricSim.Protocol.Mctp;
using CxlFabricSim.Simulation;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Serving;

namespace CxlFabricSim.EndToEnd.Tests.Serving;

/// <summary>A fabric that is served by this process, on ports that are free.</summary>
internal sealed class ServedFabric : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly FabricServer _server;
    private readonly RunWatch _watch = new();
    private readonly Task<RunResults> _run;

    public ServedFabric(ManagementDialect dialect = ManagementDialect.Spec, ServeOptions? options = null, params string[] overrides)
        : this(Load(["management:port=0", $"management:dialect={dialect}", .. overrides]), options)
    {
    }

    private ServedFabric(Scenario scenario, ServeOptions? options)
    {
        Scenario = scenario;
        _server = FabricServer.Create(Scenario, options ?? new ServeOptions());
        _run = Task.Factory.StartNew(() => _server.Run(_watch), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public Scenario Scenario { get; }

    public FabricServer Server => _server;

    /// <summary>The fabric of two hosts, one switch and one device with 512 MiB of dynamic capacity.</summary>
    public static Scenario Load(params string[] overrides) => Load("two-hosts-one-dcd.yaml", overrides);

    /// <summary>A shipped scenario's fabric, its workload and its manager's steps taken out.</summary>
    public static ServedFabric Idle(string config, ManagementDialect dialect, params string[] overrides)
    {
        var workload = Load(config, []).Hosts.Keys.Select(host => $"hosts:{host}:streams=~");
        return new(Load(config, ["management:port=0", $"management:dialect={dialect}", "manager:steps=~", "expectations=~", .. workload, .. overrides]), null);
    }

    /// <summary>The fabric of a scenario's text.</summary>
    public static ServedFabric OfText(string text, ManagementDialect dialect)
    {
        using var folder = new TemporaryFolder();
        var loaded = ScenarioLoader.Load([folder.Write("fabric.yaml", text)], ["management:port=0", $"management:dialect={dialect}"], new Dictionary<string, string>());
        Assert.Empty(loaded.Errors);
        return new(loaded.Scenario!, null);
    }

    public RawClient Connect(string component) => new(PortOf(component));

    public int PortOf(string component) => _server.Listeners.Single(listener => listener.Component == component).Address.Port;

    /// <summary>Waits until a condition holds that other threads bring about.</summary>
    public static void Await(Func<bool> condition) => Assert.True(Comes(condition));

    /// <summary>Whether a condition comes about while one waits.</summary>
    public static bool Comes(Func<bool> condition) => SpinWait.SpinUntil(condition, Limit);

    /// <summary>Ends the run.</summary>
    public RunResults End()
    {
        _watch.Interrupt();
        return _run.WaitAsync(Limit).GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        _watch.Interrupt();
        // A failure of the run shows where a test ends it; here its thread only has to be gone before its memory is.
        Task.WhenAny(_run).Wait(Limit);
        _server.Dispose();
    }

    private static Scenario Load(string config, string[] overrides)
    {
        var loaded = ScenarioLoader.Load([Repository.Config(config)], overrides, new Dictionary<string, string>());
        Assert.Empty(loaded.Errors);
        return loaded.Scenario!;
    }
}
