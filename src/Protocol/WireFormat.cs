using System.Runtime.CompilerServices;

namespace CxlFabricSim.Protocol;

/// <summary>
/// What a message takes on the line in 68-byte flits (CXL 3.x, "68B Flit"): slots of 16 bytes, a header slot a message and
/// four data slots a line, and 4 bytes of framing for every 64: 17 bytes a header, 85 bytes a line with its header.
/// </summary>
public static class WireFormat
{
    public const int HeaderBytes = 17;
    public const int DataBytes = 85;

    /// <summary>Message classes of a CXL link.</summary>
    public const int Classes = 5;

    /// <summary>The class whose credits a message takes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MessageClass ClassOf(MessageKind kind) => (MessageClass)ClassTable[(int)kind];

    /// <summary>True when a 64-byte line travels beside the message.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool CarriesLine(MessageKind kind) => kind is MessageKind.MemoryWrite or MessageKind.MemoryData;

    /// <summary>The bytes of a message without its record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int BytesOf(MessageKind kind) => CarriesLine(kind) ? DataBytes : HeaderBytes;

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
    ];
}
