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

    public readonly Hpa AsHpa() => new(Address);
}
