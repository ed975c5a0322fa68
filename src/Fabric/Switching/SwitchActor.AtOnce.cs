using System.Numerics;
using System.Runtime.CompilerServices;
using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Switching;

/// <content>
/// What comes to an output that is free, and where nobody waits, leaves at once: the arbiter would choose it. Where more may arrive at the same
/// instant it is a candidate until all has, and waits like all others when one of them wants the same output.
/// </content>
public sealed partial class SwitchActor
{
    // As many as outputs have a bit.
    private const int MostCandidates = 64;

    private Candidate[] _candidates = [];
    private ulong _outputsWithCandidate;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void OnAllTaken()
    {
        for (; _outputsWithCandidate != 0; _outputsWithCandidate &= _outputsWithCandidate - 1)
        {
            var egress = BitOperations.TrailingZeroCount(_outputsWithCandidate);
            ref readonly var candidate = ref _candidates[egress];
            SendAtOnce(candidate, egress);
            candidate.Port.Release(candidate.Slot);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SendAtOnce(in Candidate candidate, int egress)
    {
        var (port, slot, messageClass) = candidate;
        _queues[egress].NotePassed(port.Index, messageClass);
        if (Trace != null) NoteTrace(port.MessageIn(slot).As<MemoryMessage>(), wait: 0, Outputs[egress]);
        Forward(port, slot, Outputs[egress], messageClass);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool HasCandidate(int egress) => egress < MostCandidates && (_outputsWithCandidate & 1UL << egress) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void NoteCandidate(in Candidate candidate, int egress)
    {
        _candidates[egress] = candidate;
        _outputsWithCandidate |= 1UL << egress;
        CallWhenAllTaken();
    }

    /// <summary>Something for the switch itself comes at the same instant: what follows from it may concern any output.</summary>
    private void EnqueueCandidates()
    {
        while (_outputsWithCandidate != 0) EnqueueCandidate(BitOperations.TrailingZeroCount(_outputsWithCandidate));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void EnqueueCandidate(int egress)
    {
        _outputsWithCandidate &= ~(1UL << egress);
        var (port, slot, messageClass) = _candidates[egress];
        Enqueue(port, slot, egress, messageClass);
    }

    private readonly record struct Candidate(InputPort Port, int Slot, MessageClass Class);
}
