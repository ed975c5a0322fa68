using CxlFabricSim.Devices.Management;

namespace CxlFabricSim.Devices.Tests.Management;

/// <summary>What a fabric manager reads of how much a device held its link up.</summary>
public sealed class CongestionSamplerTests
{
    private readonly CongestionSampler _sampler = new();

    [Fact]
    public void Samples_at_which_requests_waited_count_and_no_others()
    {
        _sampler.Sample(10, 0);
        _sampler.Hold(101, 110);
        Assert.Equal(0, _sampler.Percent(200));

        _sampler.Hold(210, 211);
        Assert.Equal(1, _sampler.Percent(300));

        // Those at 310 to 350, though a request comes in between.
        _sampler.Hold(305, 340);
        _sampler.Hold(325, 351);
        Assert.Equal(1 + 5, _sampler.Percent(400));
    }

    [Fact]
    public void What_is_still_to_come_does_not_count_yet()
    {
        _sampler.Sample(10, 0);
        _sampler.Hold(5, 10_001);

        Assert.Equal(1, _sampler.Percent(10));
        Assert.Equal(50, _sampler.Percent(509));
        Assert.Equal(100, _sampler.Percent(1000));
        Assert.Equal(100, _sampler.Percent(10_009));
        Assert.Equal(99, _sampler.Percent(10_010));
    }

    [Fact]
    public void A_hundred_samples_are_remembered()
    {
        _sampler.Sample(10, 0);
        _sampler.Hold(0, 11);

        Assert.Equal(1, _sampler.Percent(1009));
        Assert.Equal(0, _sampler.Percent(1010));
        _sampler.Hold(1_000_000_000, 1_000_000_011);
        Assert.Equal(2, _sampler.Percent(1_000_000_020));
    }

    [Fact]
    public void Nothing_is_measured_unless_somebody_asks()
    {
        _sampler.Hold(0, 1000);
        Assert.Equal(0, _sampler.Percent(500));

        _sampler.Sample(10, 500);
        Assert.Equal(0, _sampler.Percent(700));
    }
}
