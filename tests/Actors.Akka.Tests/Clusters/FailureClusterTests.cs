using System.Globalization;
using CxlFabricSim.EndToEnd.Tests;

namespace CxlFabricSim.Actors.Akka.Tests.Clusters;

/// <summary>What one of several real processes cannot go on with.</summary>
public sealed class FailureClusterTests
{
    private const int UsersMistake = 2;

    // In nanoseconds: what is read ahead of the file lasts for seconds on any machine.
    private const int BetweenAccesses = 40;
    private const int Accesses = 5_000;

    [Theory]
    [InlineData("element", "placement: {nodes: {node-1: {actors: [host0]}}}", 1)]
    [InlineData("node", "placement: {nodes: {node-1: {roles: [devices]}, node-2: {actors: [host0]}}}", 2)]
    public void Mistake_in_a_trace_that_another_node_comes_to_ends_the_run_on_all_with_file_and_line(string grain, string placement, int failing)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "traces"), Repository.Config("traces"));
        var trace = folder.Write("long.trace", Trace());
        var file = folder.Write("scenario.yaml", File.ReadAllText(Repository.Config("trace-replay.yaml")) + placement);
        using var job = new ClusterJob(
            folder.Path, "run", file, "--set", "hosts:host0:streams:sweep:trace=long.trace", "--engine", "akka", "--grain", grain, "--node-timeout", "20");
        job.Await(" and meet every ");
        var members = job.Members();

        // A line that no check could have seen: the host comes to it.
        File.AppendAllText(trace, "this is no access\n");
        var outcome = job.Finish();

        Assert.True(outcome.ExitCode == UsersMistake, $"{outcome.ExitCode}: {outcome.Output}{outcome.Error}");
        Assert.Matches($@"(?m)^cxlsim: \S*long\.trace:{Accesses + 2}: ""is"" is no operation; R or W\s*$", outcome.Error);
        Assert.DoesNotContain("internal error", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(failing + 1, members.Length);
        Assert.All(members, member => Assert.True(ClusterJob.IsOver(member), $"process {member} is still there"));
    }

    private static string Trace() => "unit: ns\n" + string.Concat(
        Enumerable.Range(0, Accesses).Select(access => string.Create(CultureInfo.InvariantCulture, $"{access * BetweenAccesses} host0 R 0x110000000 64\n")));
}
