using System.Runtime.CompilerServices;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Channels;

/// <summary>
/// A message that has arrived, still in its slot. The slot, and with it the sender's credit, is given back when the actor
/// returns from taking it, unless it said <see cref="Hold"/> or <see cref="ReleaseAt"/>.
/// </summary>
public readonly ref struct Delivery
{
    internal Delivery(InputPort port, int slot)
    {
        Port = port;
        Slot = slot;
    }

    public InputPort Port { get; }

    public int Slot { get; }

    public ref Message Message
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Port.MessageIn(Slot);
    }

    /// <summary>The 64 bytes beside the message; meaningful only when the sender put data there.</summary>
    public ref byte Line
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Port.LineIn(Slot);
    }

    /// <summary>The record beside the message, or null.</summary>
    public byte[]? Record => Port.RecordIn(Slot);

    /// <summary>Keeps slot and credit until <see cref="InputPort.Release(int)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Hold() => Port.IsKept = true;

    /// <summary>
    /// Gives slot and credit back at a later time that is known now. Message and line may be read until the actor returns, or sends over
    /// this very channel where that leads to itself; a record has to be taken before.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ReleaseAt(SimTime time)
    {
        if (time.Picoseconds < Port.Owner.NowPicoseconds) ThrowReleasedInThePast(time);
        Port.IsKept = true;
        Port.ReleaseAt(Slot, time.Picoseconds);
    }

    // A credit from the past would reach a sender that has passed its time.
    private void ThrowReleasedInThePast(SimTime time) =>
        throw new ArgumentOutOfRangeException(nameof(time), $"{Port.Name}: a slot cannot be given back at {time}, it is {Port.Owner.Now}");
}
