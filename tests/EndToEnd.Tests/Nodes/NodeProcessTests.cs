using CxlFabricSim.Actors.Mpi;

namespace CxlFabricSim.EndToEnd.Tests.Nodes;

public sealed class NodeProcessTests
{
    // Of a line of /proc/PID/stat: from the state to the threads.
    private const string Between = " 1 2 2 0 -1 4194560 9 0 0 0 7 8 0 0 20 0 ";

    [Theory]
    [InlineData("42 (cxl) Z sim) S", 12, false)]
    [InlineData("42 (.NET Host) R", 12, false)]
    [InlineData("42 (.NET Host) T", 12, false)]
    [InlineData("42 (.NET Host) Z", 2, false)]
    [InlineData("42 (.NET Host) Z", 1, true)]
    [InlineData("42 (.NET Host) Z", 0, true)]
    [InlineData("42 (.NET Host) X", 1, true)]
    public void Process_is_over_with_the_last_of_its_threads(string before, int threads, bool isOver) =>
        Assert.Equal(isOver, NodeProcess.IsOver($"{before}{Between}{threads} 0 5849 0 0"));

    [Fact]
    public void Process_that_is_not_there_is_over_and_this_one_is_not()
    {
        Assert.True(NodeProcess.IsOver(null));
        Assert.False(NodeProcess.IsOver(File.ReadAllText("/proc/self/stat")));
        Assert.False(new NodeProcess(0, Environment.ProcessId, Environment.MachineName).HasEnded);
    }
}
