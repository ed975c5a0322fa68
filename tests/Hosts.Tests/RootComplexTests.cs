using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Tests;

/// <summary>A root complex that takes 2 ns for a line that is read and 3 for one that is written.</summary>
public sealed class RootComplexTests
{
    private readonly RootComplex _rootComplex = new(SimTime.FromNanoseconds(2), SimTime.FromNanoseconds(3));

    [Theory]
    [InlineData(1999, false)]
    [InlineData(2000, true)]
    public void A_request_passes_when_the_line_before_it_is_through(long now, bool passes)
    {
        Assert.True(_rootComplex.TryPass(isWrite: false, 0));

        Assert.Equal(passes, _rootComplex.TryPass(isWrite: false, now));
    }

    [Fact]
    public void Reads_and_writes_do_not_wait_for_each_other()
    {
        Assert.True(_rootComplex.TryPass(isWrite: false, 0));
        Assert.True(_rootComplex.TryPass(isWrite: true, 0));

        Assert.False(_rootComplex.TryPass(isWrite: true, 2999));
        Assert.True(_rootComplex.TryPass(isWrite: false, 2999));
    }

    [Fact]
    public void What_waits_leaves_in_order_a_line_time_apart()
    {
        Assert.True(_rootComplex.TryPass(isWrite: false, 0));
        for (var port = 1; port <= 3; port++)
        {
            _rootComplex.Queue(isWrite: false, out var ready).Port = port;
            Assert.Equal(SimTime.FromNanoseconds(2), ready);
        }

        for (var port = 1; port <= 3; port++)
        {
            Assert.Equal(SimTime.FromNanoseconds(2 * port), _rootComplex.NextOf(isWrite: false));
            Assert.Null(_rootComplex.TakeReady(isWrite: false, 2000 * port - 1));
            Assert.Equal(port, _rootComplex.TakeReady(isWrite: false, 2000 * port)?.Port);
        }

        Assert.Equal(SimTime.Never, _rootComplex.NextOf(isWrite: false));
        Assert.Null(_rootComplex.TakeReady(isWrite: false, 1_000_000));
    }

    [Fact]
    public void Nobody_passes_those_who_wait()
    {
        Assert.True(_rootComplex.TryPass(isWrite: false, 0));
        _rootComplex.Queue(isWrite: false, out _);

        Assert.False(_rootComplex.TryPass(isWrite: false, 2000));
    }

    [Fact]
    public void A_direction_without_a_limit_lets_everything_pass()
    {
        var half = new RootComplex(default, SimTime.FromNanoseconds(3));

        Assert.All(Enumerable.Range(0, 10), _ => Assert.True(half.TryPass(isWrite: false, 0)));
    }
}
