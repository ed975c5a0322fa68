using System.Runtime.CompilerServices;

namespace CxlFabricSim.Protocol;

/// <summary>Which class a message belongs to and what travels beside it; what it takes on a link is the <see cref="FlitFormat"/>'s.</summary>
public static class WireFormat
{
    /// <summary>What a CXL.io message takes on a link beside its record.</summary>
    public const int HeaderBytes = 17;

    /// <summary>In the address word of a CCI request of a switch: a CXL.io request to a logical device, and no command of the fabric manager.</summary>
    public const ulong LdIo = 1;

    /// <summary>Message classes of a CXL link.</summary>
    public const int Classes = 5;

    /// <summary>The class whose credits a message takes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MessageClass ClassOf(MessageKind kind) => (MessageClass)ClassTable[(int)kind];

    /// <summary>True when a 64-byte line travels beside the message.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool CarriesLine(MessageKind kind) => kind is MessageKind.MemoryWrite or MessageKind.MemoryData;

    // By message kind, in the order of the enumeration.
    private static ReadOnlySpan<byte> ClassTable =>
    [
        (byte)MessageClass.Io,
        (byte)MessageClass.Request,
        (byte)MessageClass.RequestWithData,
        (byte)MessageClass.DataResponse,
        (byte)MessageClass.NoDataResponse,
        (byte)MessageClass.Io,
        (byte)MessageClass.Io,
        (byte)MessageClass.Io,
        (byte)MessageClass.Io,
        (byte)MessageClass.Io,
        (byte)MessageClass.Io,
        (byte)MessageClass.Io,
        (byte)MessageClass.Io,
        (byte)MessageClass.Io,
        (byte)MessageClass.Io,
        (byte)MessageClass.Io,
        (byte)MessageClass.Io,
        (byte)MessageClass.Io,
        (byte)MessageClass.Io,
        (byte)MessageClass.Io,
    ];
}
