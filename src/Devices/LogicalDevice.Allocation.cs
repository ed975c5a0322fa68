using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices;

/// <content>The logical device's share of the device's static memory, which a fabric manager may change while no host has it.</content>
public sealed partial class LogicalDevice
{
    private ulong _volatileStart;
    private ulong _volatileSize;
    private ulong _persistentStart;
    private ulong _persistentSize;

    // Set by what a host does with it, cleared when it loses its host.
    private bool _hasHost;

    /// <summary>A host has it: it has sent commands, or maps memory of it.</summary>
    internal bool IsInUse => _hasHost || Enumerable.Range(0, Decoders.DecoderCount).Any(index => Decoders.StateOf(index).IsCommitted);

    internal (ulong Start, ulong Size) VolatileShare => (_volatileStart, _volatileSize);

    internal (ulong Start, ulong Size) PersistentShare => (_persistentStart, _persistentSize);

    internal void NoteHost() => _hasHost = true;

    internal void ForgetHost() => _hasHost = false;

    /// <summary>
    /// Gives it other shares of the memory. What leaves it is cleared, and what comes to it was when it left another; a part that stays where
    /// it is and is as large as before keeps what it holds.
    /// </summary>
    internal void Reallocate((ulong Start, ulong Size) volatileShare, (ulong Start, ulong Size) persistentShare)
    {
        if (volatileShare == VolatileShare && persistentShare == PersistentShare) return;
        Media.Forget(new Dpa(0), StaticBytes);
        if (volatileShare != VolatileShare) FillPart(_volatile, _volatileStart, 0, _volatileSize, 0, _volatileSize, 0);
        if (persistentShare != PersistentShare) FillPart(_persistent, _persistentStart, 0, _persistentSize, 0, _persistentSize, 0);
        (_volatileStart, _volatileSize) = volatileShare;
        (_persistentStart, _persistentSize) = persistentShare;
        Mailbox.Partitions.Resize(_volatileSize, _persistentSize);
        AccessChanged();
    }
}
