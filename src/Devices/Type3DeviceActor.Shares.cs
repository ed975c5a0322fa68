using System.Runtime.CompilerServices;
using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Devices.Management;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices;

/// <content>
/// Accesses that wait for the turn of their logical device while a fabric manager shares the bandwidth out: see
/// <see cref="BandwidthShares"/>. They wait in the device and not in the link's buffer, where those of one logical device would keep out all
/// others; as many of a logical device as its link has buffers, and what comes beyond that keeps its slot.
/// </content>
public sealed partial class Type3DeviceActor
{
    private const int NoSlot = -1;

    private readonly Queue<Waiting>[] _turns;

    /// <summary>The access is made; its answer waits, the line that was read beside it, and the request's slot is free as long as there is room.</summary>
    private void WaitForTurn(in Delivery delivery, in MemoryMessage request)
    {
        Waiting waiting = default;
        waiting.Request = request;
        waiting.Port = delivery.Port.Index;
        waiting.Came = Now.Picoseconds;
        if (request.Kind == MessageKind.MemoryRead) Unsafe.CopyBlockUnaligned(ref waiting.Line[0], ref delivery.Line, Sizes.Line);
        waiting.Slot = NoSlot;
        if (_turns[request.LdId].Count >= delivery.Port.SlotCount)
        {
            waiting.Slot = delivery.Slot;
            delivery.Hold();
        }

        _turns[request.LdId].Enqueue(waiting);
        _timing.Quality!.Shares.Wait(request.LdId);
    }

    private void TakeTurn(long entered)
    {
        _heldCount--;
        var waiting = _turns[_timing.Quality!.Shares.Next()].Dequeue();
        ref readonly var request = ref waiting.Request;
        ref var line = ref Answer(request, waiting.Port, request.Status, request.Address, waiting.Came, ref entered);
        if (request.Kind == MessageKind.MemoryRead) Unsafe.CopyBlockUnaligned(ref line, ref waiting.Line[0], Sizes.Line);
        if (waiting.Slot != NoSlot) Inputs[waiting.Port].Release(waiting.Slot, entered);
    }

    private struct Waiting
    {
        public MemoryMessage Request;
        public int Port;
        public int Slot;
        public long Came;
        public LineBytes Line;
    }

    [InlineArray(Sizes.Line)]
    private struct LineBytes
    {
        private byte _first;
    }
}
