using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Results;

namespace CxlFabricSim.Simulation.Tests.Results;

public sealed class ExpectationTests
{
    [Theory]
    [InlineData("hosts.host0.reads == 130")]
    [InlineData("hosts.host0.errors == 1")]
    [InlineData("hosts.host0.bytes == 9600B")]
    [InlineData("hosts.host0.streams.s0.reads == 100")]
    [InlineData("hosts.host0.streams.s0.latency.min == 210.5ns")]
    [InlineData("hosts.host0.streams.s0.latency.p99 < 1us")]
    [InlineData("hosts.host0.streams.s0.latency.p999 == 1200")]
    [InlineData("hosts.host0.streams.s0.throughput > 7GB/s")]
    [InlineData("hosts.host0.streams.s0.throughput < 7.1GB/s")]
    [InlineData("hosts.host0.extentsAccepted == 3")]
    [InlineData("devices.dcd0.reads == 130")]
    [InlineData("devices.dcd0.lds.0.acceptedBytes == 96MiB")]
    [InlineData("devices.dcd0.lds.0.acceptedExtents == 3")]
    [InlineData("devices.dcd0.lds.0.regions.1.acceptedBytes==32MiB")]
    [InlineData("devices.dcd0.lds.0.pendingBytes == 2MiB")]
    [InlineData("links.l0.down.bytes == 4KiB")]
    [InlineData("links.l0.up.bytes == 8KiB")]
    [InlineData("links.l0.up.utilisation == 50%")]
    [InlineData("links.l0.up.utilisation <= 0.5")]
    [InlineData("events == 1_234_567")]
    [InlineData("simulatedTime == 4us")]
    public void What_holds_is_no_failure(string expectation) => Assert.Empty(Evaluate(expectation));

    [Theory]
    [InlineData("==", true, false, false)]
    [InlineData("!=", false, true, true)]
    [InlineData("<", false, true, false)]
    [InlineData("<=", true, true, false)]
    [InlineData(">", false, false, true)]
    [InlineData(">=", true, false, true)]
    public void Operators_compare_the_metric_with_the_number(string comparison, bool withEqual, bool withLarger, bool withSmaller)
    {
        Assert.Equal(withEqual, Evaluate($"events {comparison} 1234567").Count == 0);
        Assert.Equal(withLarger, Evaluate($"events {comparison} 1234568").Count == 0);
        Assert.Equal(withSmaller, Evaluate($"events {comparison} 1234566").Count == 0);
    }

    [Fact]
    public void What_does_not_hold_names_time_actor_expectation_and_number()
    {
        var failure = Assert.Single(Evaluate("hosts.host0.streams.s0.latency.p99 < 800ns"));

        Assert.Equal(
            new Failure(SimTime.FromNanoseconds(4_000), "hosts.host0.streams.s0.latency", "hosts.host0.streams.s0.latency.p99 < 800ns", "900 ns"),
            failure);
    }

    [Theory]
    [InlineData("hosts.host0.raeds == 0", "there is no metric hosts.host0.raeds; did you mean hosts.host0.reads?")]
    [InlineData("wallSeconds < 1", "there is no metric wallSeconds; metrics begin with")]
    [InlineData("events < 5ns", "events is a count, the number is a time")]
    [InlineData("events", "\"events\" is not an expectation")]
    [InlineData("events == 5 apples", "\"5 apples\" is not a number")]
    [InlineData("events => 5", "\"events => 5\" is not an expectation")]
    public void What_cannot_be_compared_is_a_failure_that_says_why(string expectation, string found) =>
        Assert.StartsWith(found, Assert.Single(Evaluate(expectation)).Found, StringComparison.Ordinal);

    [Fact]
    public void Failures_come_in_the_order_of_the_expectations()
    {
        var failures = ExpectationEvaluator.Evaluate(SampleResults.TwoStreams(), ["events == 1", "events > 0", "events == 2"]);

        Assert.Equal(["events == 1", "events == 2"], failures.Select(failure => failure.Expected));
    }

    private static IReadOnlyList<Failure> Evaluate(string expectation) => ExpectationEvaluator.Evaluate(SampleResults.TwoStreams(), [expectation]);
}
