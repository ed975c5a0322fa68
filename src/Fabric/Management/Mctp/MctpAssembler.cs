using CxlFabricSim.Protocol.Mctp;

namespace CxlFabricSim.Fabric.Management.Mctp;

/// <summary>
/// Makes messages of a stream of bytes, however it is cut: 68 bytes are a packet, and packets from a first to a last with one source
/// and tag are a message. What breaks the rules of DSP0236 ("Dropped packets") is dropped, and with it the message that it was part of.
/// </summary>
/// <param name="takesRequests">Whether messages whose sender chose the tag are taken, or those that answer them.</param>
/// <param name="maxMessageBytes">What is longer is not kept.</param>
internal sealed class MctpAssembler(bool takesRequests = true, int maxMessageBytes = MctpAssembler.MaxRequestBytes)
{
    /// <summary>Longer than any request: the longest writes 4 KiB through two tunnels. No client makes the server keep more.</summary>
    public const int MaxRequestBytes = 8192;

    // Eight tags for each of a few endpoints behind one connection.
    private const int MaxOpenMessages = 16;

    private readonly byte[] _packet = new byte[MctpPacket.Bytes];
    private readonly List<OpenMessage> _open = [];
    private readonly Queue<MctpMessage> _messages = new();
    private int _filled;

    public void Take(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var part = bytes[..Math.Min(bytes.Length, MctpPacket.Bytes - _filled)];
            part.CopyTo(_packet.AsSpan(_filled));
            _filled += part.Length;
            bytes = bytes[part.Length..];
            if (_filled < MctpPacket.Bytes) return;
            _filled = 0;
            TakePacket(MctpHeader.Read(_packet), _packet.AsSpan(MctpHeader.Bytes));
        }
    }

    public bool TryTake(out MctpMessage message) => _messages.TryDequeue(out message!);

    private void TakePacket(in MctpHeader header, ReadOnlySpan<byte> payload)
    {
        if (header.Version != MctpHeader.CurrentVersion || header.IsTagOwner != takesRequests) return;

        var (source, tag) = (header.Source, header.Tag);
        var open = _open.Find(candidate => candidate.Source == source && candidate.Tag == tag);
        if (header.IsStart)
        {
            if (open != null) _open.Remove(open);
            else if (_open.Count == MaxOpenMessages) _open.RemoveAt(0);
            open = new OpenMessage(source, header.Destination, tag, header.Sequence, maxMessageBytes);
            _open.Add(open);
        }
        else if (open == null || open.NextSequence != header.Sequence)
        {
            if (open != null) _open.Remove(open);
            return;
        }

        open.Add(payload);
        if (!header.IsEnd) return;
        _open.Remove(open);
        _messages.Enqueue(open.ToMessage());
    }

    private sealed class OpenMessage(byte source, byte destination, byte tag, byte sequence, int maxBytes)
    {
        private byte[] _bytes = new byte[MctpPacket.PayloadBytes];
        private int _length;
        private bool _isTooLong;

        public byte Source => source;

        public byte Tag => tag;

        public byte NextSequence { get; private set; } = sequence;

        public void Add(ReadOnlySpan<byte> payload)
        {
            NextSequence = (byte)((NextSequence + 1) % MctpHeader.Sequences);
            _isTooLong |= _length + payload.Length > maxBytes;
            if (_isTooLong) return;
            if (_length + payload.Length > _bytes.Length) Array.Resize(ref _bytes, _bytes.Length * 2);
            payload.CopyTo(_bytes.AsSpan(_length));
            _length += payload.Length;
        }

        public MctpMessage ToMessage() => new(source, destination, tag, _bytes.AsMemory(0, _length), _isTooLong);
    }
}
