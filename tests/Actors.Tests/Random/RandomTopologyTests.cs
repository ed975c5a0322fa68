using CxlFabricSim.Actors.Running;
using CxlFabricSim.Actors.Tests.Reference;

namespace CxlFabricSim.Actors.Tests.Random;

/// <summary>Random graphs with random behaviours: the kernel must do exactly what the plain reference simulator does.</summary>
public sealed class RandomTopologyTests
{
    [Theory]
    [InlineData(0, 200)]
    [InlineData(200, 400)]
    public void Kernel_does_what_the_reference_simulator_does(int first, int end)
    {
        ForSeeds(first, end, seed =>
        {
            var topology = RandomTopology.Of(seed);
            var reference = new ReferenceSimulator(topology).Run();
            TestRun.AssertSame(reference, TestRun.OnKernel(topology, new RunSettings()), "one thread");
        });
    }

    private static void ForSeeds(int first, int end, Action<ulong> test)
    {
        var failures = new List<string>();
        for (var seed = first; seed < end && failures.Count < 5; seed++)
        {
            try
            {
                test((ulong)seed);
            }
            catch (Exception exception)
            {
                failures.Add($"seed {seed}: {exception.Message}");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }
}
