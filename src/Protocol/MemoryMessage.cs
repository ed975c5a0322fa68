using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CxlFabricSim.Protocol;

/// <summary>The header of a message on a CXL link. 32 bytes; a 64-byte line or a record travels beside it.</summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
public struct MemoryMessage
{
    /// <summary>An HPA up to the endpoint's decoder; see <see cref="AsHpa"/>.</summary>
    public ulong Address;

    /// <summary>12-bit id of the sender of the request or completion.</summary>
    public ushort Source;

    /// <summary>12-bit id of the destination; zero until the edge switch has decoded the address.</summary>
    public ushort Target;

    /// <summary>The requester's slot, echoed in the completion.</summary>
    public ushort Tag;

    /// <summary>Names the message's class as well: request, request with data, completion, data.</summary>
    public MessageKind Kind;

    /// <summary>The logical device behind a multi-logical port; zero on a single-logical one.</summary>
    public byte LdId;

    /// <summary>Meaning of a completion.</summary>
    public CompletionStatus Status;

    /// <summary>In a completion, how loaded the device is.</summary>
    public DevLoad Load;

    /// <summary>When the message came to where it waits, the low 32 bits of picoseconds: kept by switches, for <see cref="Waited"/>.</summary>
    public uint Since;

    /// <summary>Picoseconds that the request waited in switches; the completion carries it back.</summary>
    public uint RequestWait;

    /// <summary>Picoseconds that the completion waited in switches.</summary>
    public uint CompletionWait;

    public readonly Hpa AsHpa() => new(Address);

    /// <summary>In a completion, where no address is needed any more: picoseconds that the request waited in the device.</summary>
    public uint DeviceWait
    {
        readonly get => (uint)Address;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => Address = Address & 0xFFFFFFFF_00000000 | value;
    }

    /// <summary>In a completion: picoseconds that the medium took beyond the device's constant latency.</summary>
    public uint MediumTime
    {
        readonly get => (uint)(Address >> 32);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => Address = (uint)Address | (ulong)value << 32;
    }

    /// <summary>Notes that the message begins to wait.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Waits(long now) => Since = (uint)now;

    /// <summary>The wait is over: requests and completions keep theirs apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Waited(long now)
    {
        var wait = (uint)now - Since;
        if (Kind <= MessageKind.MemoryWrite) RequestWait += wait;
        else CompletionWait += wait;
    }
}
