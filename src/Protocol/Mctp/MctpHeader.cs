namespace CxlFabricSim.Protocol.Mctp;

/// <summary>
/// The transport header of an MCTP packet (DSP0236, "MCTP packet fields"): version u8, destination and source endpoint ids u8, then
/// start 7, end 6, sequence 5:4, tag owner 3 and tag 2:0 in one byte.
/// </summary>
/// <param name="Version">The header version, in the low half of its byte; 1 is the only one.</param>
/// <param name="Destination">Endpoint id (EID) of the receiver.</param>
/// <param name="Source">Endpoint id of the sender.</param>
/// <param name="IsStart">The message's first packet.</param>
/// <param name="IsEnd">The message's last packet.</param>
/// <param name="Sequence">Counts packets, modulo 4.</param>
/// <param name="IsTagOwner">The sender chose the tag: set in requests, clear in their answers.</param>
/// <param name="Tag">Tells the messages between two endpoints apart.</param>
public readonly record struct MctpHeader(
    byte Version, byte Destination, byte Source, bool IsStart, bool IsEnd, byte Sequence, bool IsTagOwner, byte Tag)
{
    public const int Bytes = 4;
    public const byte CurrentVersion = 1;

    /// <summary>Sequence numbers are counted modulo this.</summary>
    public const int Sequences = 4;

    private const int VersionMask = 0x0F;
    private const int StartFlag = 0x80;
    private const int EndFlag = 0x40;
    private const int SequenceShift = 4;
    private const int SequenceMask = 3;
    private const int TagOwnerFlag = 0x08;
    private const int TagMask = 7;

    public static MctpHeader Read(ReadOnlySpan<byte> packet) => new(
        (byte)(packet[0] & VersionMask),
        packet[1],
        packet[2],
        (packet[3] & StartFlag) != 0,
        (packet[3] & EndFlag) != 0,
        (byte)(packet[3] >> SequenceShift & SequenceMask),
        (packet[3] & TagOwnerFlag) != 0,
        (byte)(packet[3] & TagMask));

    public void Write(Span<byte> packet)
    {
        packet[0] = Version;
        packet[1] = Destination;
        packet[2] = Source;
        packet[3] = (byte)((IsStart ? StartFlag : 0) | (IsEnd ? EndFlag : 0) | (Sequence & SequenceMask) << SequenceShift
            | (IsTagOwner ? TagOwnerFlag : 0) | Tag & TagMask);
    }
}
