using CxlFabricSim.Simulation;
using CxlFabricSim.Simulation.Serving;

namespace CxlFabricSim.EndToEnd.Tests.Serving;

public sealed class ReplayTests : IDisposable
{
    private static readonly byte[] ExtentsOfHost1 = Convert.FromHexString("01000000" + "10000000" + "00000000");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData(1e-4)]
    [InlineData(100.0)]
    public void A_recording_replays_to_the_same_digest_on_any_number_of_threads(double? pace)
    {
        var path = Path.Combine(_folder.Path, "recording");
        using var fabric = new ServedFabric(options: new ServeOptions(pace, path));
        using (var device = fabric.Connect("dcd0"))
        using (var other = fabric.Connect("sw0"))
        {
            for (var round = 0; round < 25; round++)
            {
                Assert.Equal(0, device.Ask(0x5603, ExtentsOfHost1).Code);
                Assert.Equal(0, other.Ask(0x0001).Code);
            }
        }

        var served = fabric.End();
        var recording = Recording.Load(path);

        Assert.Equal(50, recording.Count);
        foreach (var threads in new[] { 1, 2 })
        {
            var replayed = Simulator.Run(fabric.Scenario, new RunOptions(threads, ThreadsExact: true, Replay: recording));
            Assert.Equal((served.Digest, served.Events), (replayed.Digest, replayed.Events));
        }

        Assert.NotEqual(served.Digest, Simulator.Run(fabric.Scenario, new RunOptions()).Digest);
    }

    [Fact]
    public void A_run_that_is_ended_in_the_middle_of_its_work_replays_as_well()
    {
        var path = Path.Combine(_folder.Path, "recording");
        using var fabric = new ServedFabric(options: new ServeOptions(RecordPath: path), overrides: ["duration=100s", "hosts:host0:streams:mixed:count=~", "expectations=~"]);
        using (var device = fabric.Connect("dcd0"))
        {
            for (var round = 0; round < 5; round++) Assert.Equal(0, device.Ask(0x5603, ExtentsOfHost1).Code);
        }

        var served = fabric.End();
        var recording = Recording.Load(path);
        var replayed = Simulator.Run(fabric.Scenario, new RunOptions(Replay: recording));

        Assert.Equal(served.SimulatedTime, recording.End);
        Assert.Equal((served.Digest, served.Events), (replayed.Digest, replayed.Events));
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("something else\n", ":1: not a recording")]
    [InlineData("cxlsim-recording 1\n5 dcd0 000000\n", ":2: neither")]
    [InlineData("cxlsim-recording 1\n5 dcd0 00000000560000000000000\n", ":2: neither")]
    [InlineData("cxlsim-recording 1\n-5 dcd0 000000005600000000000000\n", ":2: neither")]
    [InlineData("cxlsim-recording 1\n5 dcd0 000000005600000000000000\n4 dcd0 000000005600000000000000\n", ":3: neither")]
    [InlineData("cxlsim-recording 1\nend soon\n", ":2: neither")]
    [InlineData("cxlsim-recording 1\n5 dcd9 000000005600000000000000\nend 9\n", "for \"dcd9\"")]
    public void What_is_no_recording_of_the_scenario_is_refused(string text, string error)
    {
        var path = _folder.Write("recording", text);

        var outcome = ChildProcess.Cxlsim("run", Repository.Config("two-hosts-one-dcd.yaml"), "--replay", path);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(error, outcome.Error, StringComparison.Ordinal);
    }
}
