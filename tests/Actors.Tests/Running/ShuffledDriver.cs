using CxlFabricSim.Actors.Running;
using CxlFabricSim.Actors.Tests.Random;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Tests.Running;

/// <summary>Runs the partitions of every round in another order, on one thread. Batches wait at their receiver for its next turn.</summary>
internal sealed class ShuffledDriver(bool hasPartitionPerActor, ulong seed) : IDriver
{
    public bool HasPartitionPerActor => hasPartitionPerActor;

    public int Threads => 1;

    public void Drive(DrivenRounds rounds)
    {
        var random = new TestRandom(seed);
        var waiting = Enumerable.Range(0, rounds.Partitions).Select(_ => new List<byte[]>()).ToArray();
        var horizon = SimTime.Zero;
        RoundOutcome outcome;
        do
        {
            var transport = new Collector(rounds.Partitions);
            foreach (var partition in Enumerable.Range(0, rounds.Partitions).OrderBy(_ => random.Next()).ToList())
            {
                TakeWhatWaits(partition);
                rounds.Run(partition, horizon, transport);
            }

            foreach (var (target, batch) in transport.Sent) waiting[target].Add(batch);
            outcome = rounds.EndRound(transport.Sum);
            if (outcome == RoundOutcome.Meet) outcome = rounds.EndMeeting();
            horizon = rounds.Horizon;
        }
        while (outcome == RoundOutcome.Run);

        for (var partition = 0; partition < rounds.Partitions; partition++) TakeWhatWaits(partition);

        void TakeWhatWaits(int partition)
        {
            foreach (var batch in waiting[partition]) rounds.Deliver(batch);
            waiting[partition].Clear();
        }
    }

    private sealed class Collector(int partitions) : ITransport
    {
        public List<(int Target, byte[] Batch)> Sent { get; } = [];

        public Vote Sum { get; private set; } = CxlFabricSim.Actors.Running.Vote.Neutral;

        public void Send(int source, int target, ReadOnlyMemory<byte> batch)
        {
            Assert.InRange(target, 0, partitions - 1);
            if (!batch.IsEmpty) Sent.Add((target, batch.ToArray()));
        }

        // A driver brings what is sent to whom it is for by itself, and knows when all have voted.
        public ReadOnlyMemory<byte> Receive(int source, int target) => throw new NotSupportedException();

        public void Vote(int partition, in Vote vote) => Sum = Sum.Combine(vote);

        public Vote Agree(int driver) => throw new NotSupportedException();
    }
}
