using CxlFabricSim.Actors.Running;
using CxlFabricSim.Actors.Tests.Reference;

namespace CxlFabricSim.Actors.Tests.Random;

/// <summary>Random graphs with random behaviours: the kernel must do exactly what the plain reference simulator does.</summary>
public sealed class RandomTopologyTests
{
    [Theory]
    [InlineData(0, 200)]
    [InlineData(200, 400)]
    public void Kernel_does_what_the_reference_simulator_does(int first, int end) =>
        ForSeeds(first, end, new RunSettings());

    [Theory]
    [InlineData(400, 500, 2)]
    [InlineData(500, 600, 3)]
    public void Partitions_that_one_thread_runs_do_what_the_reference_simulator_does(int first, int end, int threads) =>
        ForSeeds(first, end, new RunSettings { Threads = threads });

    [Theory]
    [InlineData(600, 640, 2)]
    [InlineData(640, 680, 3)]
    public void Threads_do_what_the_reference_simulator_does(int first, int end, int threads) =>
        ForSeeds(first, end, new RunSettings { Threads = threads, ThreadsExact = true });

    [Fact]
    public void Digest_does_not_depend_on_the_number_of_threads()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var topology = RandomTopology.Of((ulong)seed);
            var alone = TestRun.OnKernel(topology, new RunSettings()).Digest;
            foreach (var threads in new[] { 2, 3, 7 })
                Assert.True(alone == TestRun.OnKernel(topology, new RunSettings { Threads = threads }).Digest, $"seed {seed}, {threads} threads");
        }
    }

    private static void ForSeeds(int first, int end, RunSettings settings)
    {
        var failures = new List<string>();
        for (var seed = first; seed < end && failures.Count < 5; seed++)
        {
            var topology = RandomTopology.Of((ulong)seed);
            try
            {
                TestRun.AssertSame(new ReferenceSimulator(topology).Run(), TestRun.OnKernel(topology, settings), $"{settings.Threads} threads");
            }
            catch (Exception exception)
            {
                failures.Add($"seed {seed}: {exception.Message}");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }
}
