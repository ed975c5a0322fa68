namespace CxlFabricSim.Hosts.Workloads.Traces;

/// <summary>
/// The compact form: "CXLT", a version byte and three zeros, then records. A record begins with a byte: zero names the next host
/// (length, UTF-8); else its bits say what follows. Numbers have 7 bits to a byte, low ones first, the top bit set where more follow.
/// </summary>
/// <remarks>
/// In this order: the host's number, unless it is the one before's; picoseconds since the last access that has a time; the signed
/// distance (zigzag) from behind the host's last access; the size, unless it is the one before's.
/// </remarks>
internal static class BinaryTrace
{
    public const byte Version = 1;
    public const int HeaderBytes = 8;
    public const byte HostName = 0;
    public const byte AccessBit = 0x80;
    public const byte WriteBit = 0x01;
    public const byte TimeBit = 0x02;
    public const byte SameHostBit = 0x04;
    public const byte SameSizeBit = 0x08;

    public const int LongestName = 255;

    public static ReadOnlySpan<byte> Magic => "CXLT"u8;
}
