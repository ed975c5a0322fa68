using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Tests.Running;

public sealed class ObserverTests
{
    [Fact]
    public void An_observer_sees_for_how_long_a_line_was_taken_before_each_time()
    {
        var model = new Model();
        var sender = model.Add(new Burst());
        var options = new ChannelOptions { Latency = SimTime.FromNanoseconds(1), BytesPerSecond = 1_000_000_000, Credits = [8] };
        var port = model.Connect(sender, model.Add(new Sink()), options).Output;
        var seen = new List<long>();
        sender.Observe(SimTime.FromNanoseconds(25), time =>
        {
            seen.Add(port.BusyPicosecondsBefore(time));
            return time + SimTime.FromNanoseconds(25);
        });

        new Engine(model, new RunSettings()).Run();

        // Three messages of 20 ns at 10 ns, and two at 100 ns: what is promised is counted only as it is kept.
        Assert.Equal([15_000, 40_000, 60_000, 60_000, 85_000], seen);
    }

    [Fact]
    public void An_actor_has_one_observer_and_from_the_first_moment_on_at_the_earliest()
    {
        var sender = new Burst();

        Assert.Throws<ArgumentOutOfRangeException>(() => sender.Observe(SimTime.Zero, time => time));
        sender.Observe(SimTime.FromNanoseconds(1), time => time);
        Assert.Throws<InvalidOperationException>(() => sender.Observe(SimTime.FromNanoseconds(1), time => time));
    }

    private sealed class Burst() : Actor("burst")
    {
        protected internal override void OnStart()
        {
            SetTimer(SimTime.FromNanoseconds(10), 3);
            SetTimer(SimTime.FromNanoseconds(100), 2);
        }

        protected internal override void OnTimer(ulong token)
        {
            for (var left = token; left > 0; left--) Outputs[0].Send(default, 0, 20, false);
        }

        protected internal override void Receive(in Delivery delivery)
        {
        }
    }

    private sealed class Sink() : Actor("sink")
    {
        protected internal override void Receive(in Delivery delivery)
        {
        }
    }
}
