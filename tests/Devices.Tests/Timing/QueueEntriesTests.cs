using CxlFabricSim.Devices.Timing;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Tests.Timing;

public sealed class QueueEntriesTests
{
    [Fact]
    public void An_access_enters_at_once_while_there_is_an_entry()
    {
        var queue = new QueueEntries(2);

        Assert.True(queue.TryEnter(100, out var first));
        Assert.True(queue.TryEnter(100, out var second));
        Assert.Equal((100, 100), (first, second));
        Assert.False(queue.TryEnter(100, out _));
    }

    [Fact]
    public void It_enters_when_an_answer_has_left_that_is_known_to_leave()
    {
        var queue = new QueueEntries(1);
        queue.TryEnter(0, out _);
        queue.Leave(700);

        Assert.True(queue.TryEnter(100, out var entered));
        Assert.Equal(700, entered);
        Assert.False(queue.TryEnter(900, out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void Entries_come_back_in_order_of_time_over_and_over(int depth)
    {
        var queue = new QueueEntries(depth);
        for (var taken = 0; taken < depth; taken++) Assert.True(queue.TryEnter(0, out _));

        for (var round = 1; round <= 50; round++)
        {
            // The last first; half of them are free when somebody asks, and the others are waited for one by one.
            for (var entry = depth; entry > 0; entry--) queue.Leave(round * 1000 + entry);
            var now = round * 1000 + depth / 2;
            for (var entry = 1; entry <= depth; entry++)
            {
                Assert.True(queue.TryEnter(now, out var entered));
                Assert.Equal(Math.Max(now, round * 1000 + entry), entered);
            }

            Assert.False(queue.TryEnter(now, out _));
        }
    }

    [Theory]
    [InlineData(699, 700)]
    [InlineData(700, 700)]
    [InlineData(701, 701)]
    public void Before_that_it_waits_and_after_it_does_not(long comes, long enters)
    {
        var queue = new QueueEntries(1);
        queue.TryEnter(0, out _);
        queue.Leave(700);

        queue.TryEnter(comes, out var entered);

        Assert.Equal(enters, entered);
    }

    [Theory]
    [InlineData(0, DevLoad.Light)]
    [InlineData(1, DevLoad.Light)]
    [InlineData(2, DevLoad.Optimal)]
    [InlineData(3, DevLoad.Optimal)]
    [InlineData(4, DevLoad.Moderate)]
    [InlineData(5, DevLoad.Moderate)]
    [InlineData(6, DevLoad.Severe)]
    [InlineData(8, DevLoad.Severe)]
    public void The_load_goes_up_at_a_quarter_a_half_and_three_quarters(int taken, DevLoad load)
    {
        var queue = new QueueEntries(8);
        for (var entry = 0; entry < taken; entry++) queue.TryEnter(0, out _);

        Assert.Equal(load, queue.LoadAt(0));
    }

    [Theory]
    [InlineData(999, DevLoad.Severe)]
    [InlineData(1000, DevLoad.Moderate)]
    [InlineData(1999, DevLoad.Moderate)]
    [InlineData(2000, DevLoad.Moderate)]
    [InlineData(3000, DevLoad.Optimal)]
    public void The_load_goes_down_as_answers_leave(long now, DevLoad load)
    {
        var queue = new QueueEntries(8);
        for (var entry = 0; entry < 6; entry++) queue.TryEnter(0, out _);
        foreach (var time in new[] { 1000, 2000, 3000 }) queue.Leave(time);

        Assert.Equal(load, queue.LoadAt(now));
    }

    [Theory]
    [InlineData(999, DevLoad.Moderate)]
    [InlineData(1000, DevLoad.Optimal)]
    [InlineData(1001, DevLoad.Optimal)]
    public void An_answer_counts_also_when_its_time_had_come_before_it_was_known(long now, DevLoad load)
    {
        var queue = new QueueEntries(8);
        for (var entry = 0; entry < 4; entry++) queue.TryEnter(0, out _);
        Assert.Equal(DevLoad.Moderate, queue.LoadAt(now));

        queue.Leave(1000);

        Assert.Equal(load, queue.LoadAt(now));
    }
}
