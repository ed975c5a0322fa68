namespace CxlFabricSim.Protocol.Mctp;

/// <summary>MCTP over a byte stream, as the public emulators and their clients have it: packets of always 68 bytes, padded with zeros.</summary>
public static class MctpPacket
{
    /// <summary>The baseline transmission unit of DSP0236.</summary>
    public const int PayloadBytes = 64;

    public const int Bytes = MctpHeader.Bytes + PayloadBytes;

    /// <summary>Cuts a message, its type byte first, into packets; the sequence numbers start at zero.</summary>
    /// <param name="message">At least the type byte.</param>
    /// <param name="destination">Endpoint id of the receiver.</param>
    /// <param name="source">Endpoint id of the sender.</param>
    /// <param name="isTagOwner">Whether this is a request.</param>
    /// <param name="tag">The request's tag.</param>
    public static byte[][] Cut(ReadOnlySpan<byte> message, byte destination, byte source, bool isTagOwner, byte tag)
    {
        var count = Math.Max(1, (message.Length + PayloadBytes - 1) / PayloadBytes);
        var packets = new byte[count][];
        for (var index = 0; index < count; index++)
        {
            var packet = new byte[Bytes];
            var sequence = (byte)(index % MctpHeader.Sequences);
            new MctpHeader(MctpHeader.CurrentVersion, destination, source, index == 0, index == count - 1, sequence, isTagOwner, tag).Write(packet);
            var part = message[(index * PayloadBytes)..];
            part[..Math.Min(part.Length, PayloadBytes)].CopyTo(packet.AsSpan(MctpHeader.Bytes));
            packets[index] = packet;
        }

        return packets;
    }
}
