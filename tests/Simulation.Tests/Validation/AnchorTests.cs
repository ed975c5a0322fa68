using CxlFabricSim.Simulation.Validation;

namespace CxlFabricSim.Simulation.Tests.Validation;

public sealed class AnchorTests
{
    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Anchors.All.Count)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void The_model_agrees_with_what_is_known_of_real_hardware(int number)
    {
        var result = Validator.Run([Anchors.All[number]], jobs: 1)[0];

        Assert.True(result.IsMet, $"{result.Anchor.Id}, {result.Anchor.What}: published {result.Anchor.Low} to {result.Anchor.High}, simulated {result.Simulated} {result.Anchor.Unit}");
    }

    [Fact]
    public void Nothing_under_load_is_calibrated_but_peak_bandwidth()
    {
        var calibrated = Anchors.All.Where(anchor => anchor.IsCalibrated && anchor.Unit != "ns").Select(anchor => anchor.What);

        Assert.Equal(["Gen5 x16, writes (xconn-io)", "E3.S on x8, reads (asic-slow)", "expander on x8, reads alone (asic-fast, two DRS headers a slot)"], calibrated);
    }
}
