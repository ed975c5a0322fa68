using CxlFabricSim.Actors.Tests.Random;
using CxlFabricSim.Actors.Tests.Reference;

namespace CxlFabricSim.Actors.Tests.Channels;

public sealed class DeparturesTests
{
    private const int Messages = 300;

    // Long beside the channel, so that many are overtaken by far, and not so long that none leave together.
    private const int Span = 2_000;

    [Theory]
    [InlineData(Messages)]
    [InlineData(3)]
    public void Messages_leave_at_their_own_times_however_many_they_overtake(int credits)
    {
        var random = new TestRandom(1);
        var times = Enumerable.Range(0, Messages).Select(_ => (long)random.Below(Span)).ToArray();

        var outcome = TestRun.Everywhere(Sending(credits, actor =>
        {
            for (var id = 0; id < Messages; id++) actor.SendLater(0, new TestMessage((ulong)id), times[id]);
        }));

        // Of those that wait for a credit the oldest goes first.
        Assert.Equal(Messages, outcome.ReceivedIds(1).Distinct().Count());
        if (credits < Messages) return;
        Assert.Equal(Enumerable.Range(0, Messages).OrderBy(id => times[id]).Select(id => (ulong)id), outcome.ReceivedIds(1));
        Assert.Equal(times.Order().Select(time => time + 100), outcome.ReceivedTimes(1));
    }

    [Fact]
    public void Messages_that_are_added_while_others_leave_find_their_place_among_them()
    {
        var random = new TestRandom(2);
        var times = new List<long>();
        var sender = new Script
        {
            Start = actor => actor.SetTimer(1, 0),
            Timer = (actor, token) =>
            {
                for (var left = random.Below(12); left > 0; left--)
                {
                    times.Add(actor.Now + random.Below(Span));
                    actor.SendLater(0, new TestMessage((ulong)times.Count), times[^1]);
                }

                if (token < 200) actor.SetTimer(random.Below(150), token + 1);
            },
        };

        var outcome = TestRun.OnKernel(new Topology(2, [new ChannelPlan(0, 1, 100, [4_000])], actor => actor == 0 ? sender : new Script()), new());

        Assert.Equal(times.Order().Select(time => time + 100), outcome.ReceivedTimes(1));
    }

    private static Topology Sending(int credits, Action<ITestActor> start) =>
        new(2, [new ChannelPlan(0, 1, 100, [credits])], actor => actor == 0 ? new Script { Start = start } : new Script());
}
