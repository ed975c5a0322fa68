using System.Runtime.CompilerServices;
using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices;

/// <content>
/// Nothing waits in the device without limit. An access has an entry of the queue until its answer has left; without a queue there are as
/// many answers under way at most as the links have buffers. Whatever comes beyond that keeps its slot, and with it the sender's credit.
/// </content>
public sealed partial class Type3DeviceActor
{
    // Accesses that cannot be answered yet, in the order in which they came.
    private readonly Queue<(InputPort Port, int Slot, long Came)> _held = new();

    // With those that wait for their logical device's turn.
    private int _heldCount;

    // For each logical device, answers that its limit of bandwidth holds back.
    private readonly int[] _aside;

    // Answers that may be under way beside those that are, where there is no queue to say so.
    private int _room;

    // An answer that leaves keeps its entry for the latency of its port, until it is out of the device. So what has left within this time has
    // given back nothing yet.
    private SimTime _onItsWay;

    protected override void OnStart()
    {
        _onItsWay = new SimTime(Math.Max(0, Outputs.Take(_management).Min(port => port.Delay) - 1));
        for (var port = 0; port < _management; port++) _room += Inputs[port].SlotCount;
    }

    protected override void OnLeft(OutputPort port, in Message message, long time)
    {
        ref var answer = ref Unsafe.AsRef(in message).As<MemoryMessage>();
        if (answer.IsLimited)
        {
            _aside[answer.LdId]--;
            return;
        }

        if (_queue == null) MakeRoom(time);
        else LeaveQueue(time + port.Delay);
    }

    protected override void OnPassed(OutputPort port, in Message message)
    {
        if (Unsafe.AsRef(in message).As<MemoryMessage>().Kind <= MessageKind.WriteCompletion) MakeRoom(Now.Picoseconds);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void LeaveQueue(long time)
    {
        _room++;
        _queue!.Leave(time);
        while (_heldCount != 0 && _queue.TryEnter(_held.Count != 0 ? _held.Peek().Came : time, out var entered))
        {
            // Older than any turn that waits.
            if (_held.Count != 0) TakeHeld(entered);
            else TakeTurn(entered);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MakeRoom(long time)
    {
        _room++;
        while (_room > 0 && _held.TryPeek(out var oldest)) TakeHeld(Math.Max(time, oldest.Came));
    }

    /// <summary>False for an access that has to wait; one that need not has an entry from then on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryEnter(long now, out long entered)
    {
        entered = now;
        if (_queue == null) return TryFindRoom();
        // Who has to wait gets the entry of the first that leaves: they have to be known.
        if (!_queue.HasFreeAt(now)) LetLeave(Now);
        return _heldCount == 0 && _queue.TryEnter(now, out entered);
    }

    // Where there is room, nobody is held.
    private bool TryFindRoom()
    {
        LetLeave(Now);
        return _room > 0;
    }

    /// <summary>The access is made; its request keeps its slot, and its line there, until it can be answered.</summary>
    private void Hold(in Delivery delivery, ref MemoryMessage request, CompletionStatus status, ulong line)
    {
        request.Status = status;
        request.Address = line;
        _heldCount++;
        if (_queue != null && _timing.Quality is { } quality && (quality.Shares.IsActive || quality.Shares.Count != 0))
        {
            WaitForTurn(delivery, request);
            return;
        }

        delivery.Hold();
        _held.Enqueue((delivery.Port, delivery.Slot, Now.Picoseconds));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TakeHeld(long entered)
    {
        var (port, slot, came) = _held.Dequeue();
        _heldCount--;
        ref var request = ref port.MessageIn(slot).As<MemoryMessage>();
        ref var line = ref Answer(request, port.Index, request.Status, request.Address, came, ref entered);
        if (request.Kind == MessageKind.MemoryRead) Unsafe.CopyBlockUnaligned(ref line, ref port.LineIn(slot), Sizes.Line);
        port.Release(slot, entered);
    }

    /// <summary>
    /// An answer that its logical device's limit holds back gives its entry up, so that it stands in nobody's way, as long as no more of
    /// the logical device stand aside than its link has buffers.
    /// </summary>
    private bool TryStandAside(byte ldId, int port, long entered)
    {
        if (_aside[ldId] == Inputs[port].SlotCount) return false;
        _aside[ldId]++;
        _queue?.Leave(entered);
        return true;
    }
}
