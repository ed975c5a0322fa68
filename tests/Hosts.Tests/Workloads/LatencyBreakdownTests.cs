using CxlFabricSim.Hosts.Workloads;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Tests.Workloads;

public sealed class LatencyBreakdownTests
{
    [Fact]
    public void The_stages_of_every_line_add_up_to_its_latency()
    {
        var random = new System.Random(3);
        var breakdown = new LatencyBreakdown();
        var total = 0L;
        for (var line = 0; line < 1000; line++)
        {
            var (issued, left) = (random.Next(1000), 1000 + random.Next(1000));
            var now = left + 4000 + random.Next(1000);
            breakdown.Record(issued, left, now, Completion((uint)random.Next(1000), (uint)random.Next(1000), (uint)random.Next(1000), (uint)random.Next(1000)));
            total += now - issued;
        }

        Assert.Equal(total, Enum.GetValues<LatencyStage>().Sum(stage => breakdown[stage].Sum));
        Assert.All(Enum.GetValues<LatencyStage>(), stage => Assert.Equal(1000, breakdown[stage].Count));
    }

    [Fact]
    public void Each_stage_is_what_the_completion_says_and_the_path_is_the_rest()
    {
        var breakdown = new LatencyBreakdown();

        breakdown.Record(issued: 100, left: 107, now: 1107, Completion(requestWait: 1, deviceWait: 20, medium: 300, completionWait: 4));

        LatencyStage[] stages = [LatencyStage.HostWait, LatencyStage.RequestWait, LatencyStage.DeviceWait, LatencyStage.Medium, LatencyStage.CompletionWait, LatencyStage.Path];
        Assert.Equal([7, 1, 20, 300, 4, 675], stages.Select(stage => breakdown[stage].Sum));
        Assert.Equal((0, 1), (breakdown.CountOf(DevLoad.Light), breakdown.CountOf(DevLoad.Moderate)));
    }

    [Fact]
    public void Of_a_line_too_slow_for_its_counters_host_and_path_are_told_apart_and_no_more()
    {
        var breakdown = new LatencyBreakdown();

        breakdown.Record(0, left: 5, now: 6L + uint.MaxValue, Completion(1, 2, 3, 4));

        Assert.Equal((5, 1L + uint.MaxValue), (breakdown[LatencyStage.HostWait].Sum, breakdown[LatencyStage.Path].Sum));
        Assert.Equal(0, breakdown[LatencyStage.Medium].Count);
    }

    private static MemoryMessage Completion(uint requestWait, uint deviceWait, uint medium, uint completionWait) => new()
    {
        Kind = MessageKind.MemoryData,
        RequestWait = requestWait,
        DeviceWait = deviceWait,
        MediumTime = medium,
        CompletionWait = completionWait,
        Load = DevLoad.Moderate,
    };
}
