using System.Collections.Concurrent;
using CxlFabricSim.Actors.Randomness;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.EndToEnd.Tests.Fuzzing;

/// <summary>Whatever a scenario says, the command runs it or refuses it with words: no stack trace, no silence, no hang.</summary>
/// <remarks>A seed names one mutation of one shipped scenario: set <see cref="OnlySeed"/> to look at a single one.</remarks>
public sealed class FuzzTests
{
    private const int Mutations = 10_000;
    private const int MostAccesses = 8;

    // Every block of memory that is written costs page faults when the digest looks through it.
    private static readonly ByteSize LongestPart = new(4 * Sizes.MiB);

    // Far more than any capped run takes on a busy machine.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly SimTime LongestRun = SimTime.FromMicroseconds(4);

    /// <summary>A seed out of a failure, to be run alone.</summary>
    private static int? OnlySeed => null;

    [Fact]
    public void Every_mutation_of_a_shipped_scenario_runs_or_is_refused_with_a_message_and_exit_code_2()
    {
        var configs = Directory.GetFiles(Repository.Config(""), "*.yaml").Order(StringComparer.Ordinal).Select(File.ReadAllText).ToList();
        var seeds = OnlySeed is { } only ? [only] : Enumerable.Range(0, Mutations);
        var wrong = new ConcurrentBag<string>();
        var ended = new ConcurrentBag<int>();
        using var folder = new TemporaryFolder();

        Parallel.ForEach(
            Partitioner.Create(seeds, EnumerablePartitionerOptions.NoBuffering),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            seed =>
            {
                var text = new Mutator(new SeededRandom((ulong)seed, "fuzz")).Mutate(configs[seed % configs.Count]);
                var outcome = RunWithin(Limit, folder.Write($"seed{seed}.yaml", text));
                if (Complaint(outcome) is { } complaint) wrong.Add($"seed {seed} {complaint}\n{text}");
                else ended.Add(outcome!.ExitCode);
            });

        var each = string.Join('\n', wrong.Select(one => one.Split('\n', 2)[0]));
        Assert.True(wrong.IsEmpty, $"{wrong.Count} mutations went wrong:\n{each}\nof these:\n{wrong.FirstOrDefault()}");
        if (OnlySeed is not null) return;
        Assert.InRange(ended.Count(code => code == 2), Mutations / 10, Mutations);
        Assert.InRange(ended.Count(code => code != 2), Mutations / 10, Mutations);
    }

    private static string? Complaint(Outcome? outcome) => outcome switch
    {
        null => $"did not end within {Limit}",
        { ExitCode: 0 or 1 } => outcome.OutputLines[^1].StartsWith("digest: ", StringComparison.Ordinal) ? null : "ended without a digest",
        { ExitCode: 2 } => outcome.Error.Length > 0 ? null : "was refused without a word",
        _ => $"ended with {outcome.ExitCode}: {outcome.Error}",
    };

    private static Outcome? RunWithin(TimeSpan limit, string file)
    {
        var run = Task.Factory.StartNew(() => Run(file), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return run.Wait(limit) ? run.Result : null;
    }

    private static Outcome Run(string file)
    {
        var cli = new Cli { Simulate = (scenario, options) => Simulator.Run(Capped(scenario), options) };
        cli.Environment["CXLSIM_DEBUG"] = "1";
        return cli.Run("run", file);
    }

    // Short, and without files: a mutated path may lead anywhere.
    private static Scenario Capped(Scenario scenario) => scenario with
    {
        Duration = scenario.Duration < LongestRun ? scenario.Duration : LongestRun,
        Devices = scenario.Devices.ToDictionary(device => device.Key, device => WithoutFiles(device.Value), StringComparer.Ordinal),
        Hosts = scenario.Hosts.ToDictionary(host => host.Key, host => host.Value with { Streams = Capped(host.Value.Streams) }, StringComparer.Ordinal),
    };

    private static DeviceOptions WithoutFiles(DeviceOptions device) => device with
    {
        Volatile = device.Volatile with { Path = "", HugePages = true },
        Persistent = device.Persistent with { Path = "", HugePages = true },
        Dynamic = device.Dynamic with { Path = "", HugePages = true },
    };

    private static Dictionary<string, StreamOptions> Capped(IReadOnlyDictionary<string, StreamOptions> streams) =>
        streams.ToDictionary(stream => stream.Key, stream => Capped(stream.Value), StringComparer.Ordinal);

    private static StreamOptions Capped(StreamOptions stream) => stream with
    {
        Count = Math.Min(stream.Count ?? MostAccesses, MostAccesses),
        Length = (stream.Length.Bytes == 0 ? stream.Offset.Bytes == 0 : stream.Length.Bytes > LongestPart.Bytes) ? LongestPart : stream.Length,
    };
}
