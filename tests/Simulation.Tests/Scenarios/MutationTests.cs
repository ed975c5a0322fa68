using CxlFabricSim.Actors.Randomness;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Tests.Scenarios;

/// <summary>Whatever a file says, loading ends with a scenario or with mistakes that have a place and words.</summary>
public sealed class MutationTests
{
    private const int MutationsPerConfig = 400;

    private static readonly string[] Noise =
        ["", " ", "\n", "\n  ", "\t", ":", "-", "- ", "[", "]", "{", "}", ",", "#", "\"", "'", "*host", "&host", "~", "0", "-1", "99999999999999999999", "256MiB", "ns", "%", "<<: ", "é", "\0", "|", ">", "!!x ", "? "];

    [Theory]
    [InlineData("two-hosts-one-dcd.yaml", 1)]
    [InlineData("direct-attach.yaml", 2)]
    [InlineData("pooling.yaml", 3)]
    public void A_mutated_config_loads_or_is_refused_with_a_message(string config, ulong seed)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Folder("configs"), config));
        using var folder = new TemporaryFolder();
        var random = new SeededRandom(seed, config);
        var refused = 0;
        for (var i = 0; i < MutationsPerConfig; i++)
        {
            var mutated = Mutate(text, random);
            var file = folder.Write("mutated.yaml", mutated);

            var loaded = LoadOrExplain(file, mutated, $"mutation {i} of {config} with seed {seed}");

            Assert.Equal(loaded.Errors.Count == 0, loaded.Scenario is not null);
            Assert.All(loaded.Errors, error => Assert.True(error.File == file && error.Found.Length > 0, error.ToString()));
            refused += loaded.Scenario is null ? 1 : 0;
        }

        Assert.InRange(refused, MutationsPerConfig / 10, MutationsPerConfig);
    }

    private static ScenarioLoadResult LoadOrExplain(string file, string mutated, string which)
    {
        try
        {
            return ScenarioLoader.Load([file], [], new Dictionary<string, string>());
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{which} threw: {exception.Message}\n{mutated}", exception);
        }
    }

    // One to three pieces exchanged for noise or for a piece from elsewhere.
    private static string Mutate(string text, SeededRandom random)
    {
        for (var changes = 1 + random.Below(3); changes > 0; changes--)
        {
            var start = (int)random.Below((ulong)text.Length);
            var length = (int)Math.Min(random.Below(12), (ulong)(text.Length - start));
            var from = (int)random.Below((ulong)text.Length);
            var piece = random.Below(4) == 0
                ? text.Substring(from, (int)Math.Min(random.Below(30), (ulong)(text.Length - from)))
                : Noise[random.Below((ulong)Noise.Length)];
            text = string.Concat(text.AsSpan(0, start), piece, text.AsSpan(start + length));
        }

        return text;
    }
}
