using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Actors.Mpi;

/// <content>
/// Rounds of many nodes: a batch for each neighbour alone, and a vote that doubles in each stage how many nodes it knows of. After as many
/// stages as doublings every node has heard of every other, and none of them has a round over before all have come to it.
/// </content>
public sealed unsafe partial class MpiCluster
{
    // Room for as many stages as anybody has nodes for.
    private const int VoteTag = 100;

    private readonly int _mostDense;
    private readonly bool[] _isSpokenTo;
    private readonly Ballot[] _votesOut;
    private readonly Ballot[] _votesIn;
    private readonly void* _voteRequests;
    private bool _isSparse;

    public void Between(IReadOnlyCollection<int>? neighbours)
    {
        _isSparse = neighbours is not null && Nodes > _mostDense;
        for (var node = 0; node < Nodes; node++)
        {
            _isSpokenTo[node] = node != Node && (!_isSparse || neighbours!.Contains(node));
            _in[node].Clear();
        }
    }

    /// <summary>How many times what a vote knows of has to double.</summary>
    private static int StagesOf(int nodes) => nodes <= 1 ? 0 : 1 + int.Log2(nodes - 1);

    /// <summary>The vote of all nodes, and whether one of them has failed.</summary>
    private Vote VoteByStages(Vote vote, ref bool isFailed)
    {
        for (var stage = 0; stage < _votesOut.Length; stage++)
        {
            var distance = 1 << stage;
            var (to, from) = ((Node + distance) % Nodes, (Node + Nodes - distance) % Nodes);
            _votesOut[stage].Write(_round, vote, isFailed);
            _mpi.Receive(AddressOf(_votesIn[stage]), Ballot.Length, from, VoteTag + stage, _mpi.RequestAt(_voteRequests, 0));
            _mpi.Send(AddressOf(_votesOut[stage]), Ballot.Length, to, VoteTag + stage, _mpi.RequestAt(_voteRequests, 1));
            Await(_voteRequests, 2, from);
            _votesIn[stage].Check(from, _round);
            vote = vote.Combine(_votesIn[stage].Vote);
            isFailed |= _votesIn[stage].IsFailed;
        }

        return vote;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void* AddressOf(Ballot ballot) => Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(ballot.Bytes));
}
