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

    /// <summary>Keeps slot and credit until <see cref="InputPort.Release"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Hold() => Port.IsKept = true;

    /// <summary>Gives slot and credit back at a later time that is known now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ReleaseAt(SimTime time)
    {
        Port.IsKept = true;
        Port.ReleaseAt(Slot, time.Picoseconds);
    }
}
