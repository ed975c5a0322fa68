using CxlFabricSim.Actors.Storage;

namespace CxlFabricSim.Actors.Tests.Storage;

public class RingTests
{
    [Fact]
    public void Entries_come_out_in_the_order_in_which_they_went_in_while_it_grows_and_wraps()
    {
        var ring = new Ring<long>();
        var (added, taken) = (0L, 0L);
        for (var round = 1; round <= 40; round++)
        {
            for (var left = 3 * round; left > 0; left--) ring.Add(added++);
            for (var left = 2 * round; left > 0; left--)
            {
                Assert.Equal(taken++, ring[ring.Head]);
                ring.RemoveFirst();
            }

            Assert.Equal(added - taken, ring.Count);
        }

        for (; !ring.IsEmpty; ring.RemoveFirst()) Assert.Equal(taken++, ring[ring.Head]);
        Assert.Equal(added, taken);
    }

    [Fact]
    public void Entry_taken_last_stays_until_something_stands_in_its_place()
    {
        var ring = new Ring<long>();
        Assert.False(ring.HasLastTaken);
        ring.Add(7);
        Assert.False(ring.HasLastTaken);
        ring.RemoveFirst();
        Assert.True(ring.HasLastTaken);
        Assert.Equal(7, ring[ring.Head - 1]);

        // The ring has room for so many, and grows when one more comes.
        for (var value = 0; value < 128 / sizeof(long) - 1; value++) ring.Add(value);
        Assert.True(ring.HasLastTaken);
        ring.Add(100);
        Assert.False(ring.HasLastTaken);
    }
}
