namespace CxlFabricSim.EndToEnd.Tests.Serving;

/// <summary>A server that has been asked a million times is as large as it was.</summary>
public sealed class EnduranceTests
{
    private const int WarmUp = 100_000;
    private const int Requests = 1_000_000;
    private const int UnderWay = 50;
    private const int MaxGrowthKiB = 16 << 10;

    [Fact]
    public void A_million_requests_leave_nothing_behind()
    {
        using var server = new ServeProcess(
            Repository.Config("two-hosts-one-dcd.yaml"), "--set", "manager:steps=~", "--set", "expectations=~",
            "--set", "hosts:host0:streams=~", "--set", "hosts:host1:streams=~");
        // At the device its capacity and its extents, at the switch its ports, and through the switch who the device is.
        Burst[] bursts =
        [
            new(server.PortOf("dcd0"), UnderWay, RawClient.Request(0x5600)),
            new(server.PortOf("dcd0"), UnderWay, RawClient.Request(0x5603, [0, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0])),
            new(server.PortOf("sw0"), UnderWay, RawClient.Request(0x5101, [3, 0, 1, 2])),
            new(server.PortOf("sw0"), UnderWay, RawClient.Request(0x5300, [2, 0, 12, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0])),
        ];
        void Ask(int requests) =>
            Task.WaitAll([.. bursts.Select(burst => Task.Factory.StartNew(
                () =>
                {
                    for (var asked = 0; asked < requests / bursts.Length; asked += burst.Count) burst.Run();
                },
                TaskCreationOptions.LongRunning))]);

        Ask(WarmUp);
        var before = server.ResidentKiB();
        Ask(Requests);
        var after = server.ResidentKiB();

        foreach (var burst in bursts) burst.Dispose();
        Assert.InRange(after - before, long.MinValue, MaxGrowthKiB);
        Assert.Equal(0, server.Terminate().ExitCode);
    }
}
