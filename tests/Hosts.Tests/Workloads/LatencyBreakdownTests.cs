using CxlFabricSim.Hosts.Workloads;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Tests.Workloads;

public sealed class LatencyBreakdownTests
{
    private const ushort Near = 5;
    private const ushort Far = 9;

    private static readonly DevicePipelines[] Devices =
    [
        new(Near, new Pipelines(10, 40, 80), new Pipelines(10, 40, 60)),
        new(Far, new Pipelines(10, 120, 80), new Pipelines(10, 120, 60)),
    ];

    [Fact]
    public void The_stages_of_every_line_add_up_to_its_latency()
    {
        var random = new System.Random(3);
        var breakdown = new LatencyBreakdown(Devices);
        var total = 0L;
        for (var line = 0; line < 1000; line++)
        {
            var (issued, left) = (random.Next(1000), 1000 + random.Next(1000));
            var now = left + 4210 + random.Next(1000);
            var device = random.Next(3) switch { 0 => Near, 1 => Far, _ => (ushort)1 };
            breakdown.Record(issued, left, now, Completion(device, (uint)random.Next(1000), (uint)random.Next(1000), (uint)random.Next(1000), (uint)random.Next(1000)));
            total += now - issued;
        }

        breakdown.RecordAtHost(5, 12);
        Assert.Equal(total + 7, Enum.GetValues<LatencyStage>().Sum(stage => breakdown[stage].Sum));
        Assert.All(Enum.GetValues<LatencyStage>(), stage => Assert.Equal(1001, breakdown[stage].Count));
    }

    [Theory]
    [InlineData(Near, false, new long[] { 7, 1, 20, 300, 4, 545, 10, 40, 80 })]
    [InlineData(Near, true, new long[] { 7, 1, 20, 300, 4, 565, 10, 40, 60 })]
    [InlineData(Far, false, new long[] { 7, 1, 20, 300, 4, 465, 10, 120, 80 })]
    [InlineData(Far, true, new long[] { 7, 1, 20, 300, 4, 485, 10, 120, 60 })]
    [InlineData(1, false, new long[] { 7, 1, 20, 300, 4, 675, 0, 0, 0 })]
    public void What_neither_waits_nor_stands_in_a_pipeline_is_the_links(ushort device, bool isWrite, long[] expected)
    {
        var breakdown = new LatencyBreakdown(Devices);
        var completion = Completion(device, requestWait: 1, deviceWait: 20, medium: 300, completionWait: 4);
        if (isWrite) completion.Kind = MessageKind.WriteCompletion;

        breakdown.Record(issued: 100, left: 107, now: 1107, completion);

        LatencyStage[] stages =
        [
            LatencyStage.HostWait, LatencyStage.RequestWait, LatencyStage.DeviceWait, LatencyStage.Medium, LatencyStage.CompletionWait,
            LatencyStage.Links, LatencyStage.Host, LatencyStage.Switches, LatencyStage.Device,
        ];
        Assert.Equal(expected, stages.Select(stage => breakdown[stage].Sum));
        Assert.Equal((0, 1), (breakdown.CountOf(DevLoad.Light), breakdown.CountOf(DevLoad.Moderate)));
    }

    [Theory]
    [InlineData(130, 0, 130)]
    [InlineData(129, 129, 0)]
    public void Line_that_was_faster_than_its_pipelines_went_another_way(long took, long links, long pipelines)
    {
        var breakdown = new LatencyBreakdown(Devices);

        breakdown.Record(0, 0, took, Completion(Near, 0, 0, 0, 0));

        Assert.Equal(links, breakdown[LatencyStage.Links].Sum);
        Assert.Equal(pipelines, breakdown[LatencyStage.Host].Sum + breakdown[LatencyStage.Switches].Sum + breakdown[LatencyStage.Device].Sum);
    }

    [Fact]
    public void Of_a_line_too_slow_for_its_counters_host_and_the_rest_are_told_apart_and_no_more()
    {
        var breakdown = new LatencyBreakdown(Devices);

        breakdown.Record(0, left: 5, now: 6L + uint.MaxValue, Completion(Near, 1, 2, 3, 4));

        Assert.Equal((5, 1L + uint.MaxValue), (breakdown[LatencyStage.HostWait].Sum, breakdown[LatencyStage.Links].Sum));
        Assert.Equal((0, 0), (breakdown[LatencyStage.Medium].Count, breakdown[LatencyStage.Device].Count));
    }

    private static MemoryMessage Completion(ushort device, uint requestWait, uint deviceWait, uint medium, uint completionWait) => new()
    {
        Kind = MessageKind.MemoryData,
        Source = device,
        RequestWait = requestWait,
        DeviceWait = deviceWait,
        MediumTime = medium,
        CompletionWait = completionWait,
        Load = DevLoad.Moderate,
    };
}
