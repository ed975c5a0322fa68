using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Tests.Running;

public sealed class AllocationTests
{
    private const long WarmUp = 20_000_000;

    [Theory]
    [InlineData(false, 4)]
    [InlineData(false, 1)]
    [InlineData(true, 4)]
    public void Messages_cost_no_allocation_in_steady_state(bool isPulled, int credits)
    {
        var model = new Model();
        var actors = Enumerable.Range(0, 4).Select(number => model.Add(new Relay($"relay{number}", isPulled))).ToArray();
        var options = new ChannelOptions
        {
            Latency = SimTime.FromNanoseconds(1),
            BytesPerSecond = 64_000_000_000,
            Credits = [credits, credits],
            Pulled = isPulled,
        };
        for (var from = 0; from < actors.Length; from++) model.Connect(actors[from], actors[(from + 1) % actors.Length], options);
        var partition = model.Divide(new int[4], 1).Single();
        partition.Start();
        partition.RunTo(WarmUp);
        var eventsBefore = partition.Events;
        var before = GC.GetAllocatedBytesForCurrentThread();

        partition.RunTo(WarmUp * 10);

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(partition.Events - eventsBefore, 20_000, long.MaxValue);
        Assert.InRange(allocated, 0, 1_000);
    }

    /// <summary>Passes every message on, with its line; the two classes start with more messages than there are credits of them.</summary>
    private sealed class Relay(string name, bool isPulled) : Actor(name)
    {
        private readonly int[] _left = [6, 6];

        protected internal override void OnStart()
        {
            SetTimer(SimTime.FromNanoseconds(10), 0);
            if (isPulled) Outputs[0].Wanted = 0b11;
            else for (var @class = 0; @class < 2; @class++) Send(@class);
        }

        protected internal override void Receive(in Delivery delivery)
        {
            var @class = (int)delivery.Message.Word1;
            if (!isPulled)
            {
                Send(@class);
                return;
            }

            _left[@class]++;
            Outputs[0].Wanted |= 1u << @class;
        }

        protected internal override void OnTimer(ulong token)
        {
            SetTimer(SimTime.FromNanoseconds(10), 0);
            if (isPulled) return;
            for (var @class = 0; @class < 2; @class++)
            {
                if (_left[@class] <= 0) continue;
                _left[@class]--;
                Send(@class);
            }
        }

        protected internal override void OnReady(OutputPort port)
        {
            for (var @class = 0; @class < 2; @class++)
            {
                if ((port.Wanted & 1u << @class) == 0 || !port.HasCredit(@class)) continue;
                Send(@class);
                if (--_left[@class] == 0) port.Wanted &= ~(1u << @class);
                return;
            }
        }

        private void Send(int messageClass) =>
            Outputs[0].Send(new Message { Word1 = (ulong)messageClass }, messageClass, 80, hasLine: true) = 1;
    }
}
