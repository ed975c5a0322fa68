using System.Text;

namespace CxlFabricSim.Hosts.Workloads.Traces;

/// <summary>Writes the compact form of a trace.</summary>
public sealed class BinaryTraceWriter : TraceWriter
{
    private readonly Stream _stream;
    private readonly Dictionary<string, int> _hosts = new(StringComparer.Ordinal);
    private readonly List<ulong> _behind = [];
    private string? _host;
    private uint _bytes;
    private long _time;

    public BinaryTraceWriter(Stream stream)
    {
        _stream = new BufferedStream(stream, 1 << 16);
        _stream.Write(BinaryTrace.Magic);
        _stream.Write([BinaryTrace.Version, 0, 0, 0]);
    }

    public override void Write(in TraceRecord record)
    {
        if (!_hosts.TryGetValue(record.Host, out var host))
        {
            host = _hosts[record.Host] = _hosts.Count;
            _behind.Add(0);
            var name = Encoding.UTF8.GetBytes(record.Host);
            _stream.WriteByte(BinaryTrace.HostName);
            WriteNumber((ulong)name.Length);
            _stream.Write(name);
        }

        var bits = BinaryTrace.AccessBit;
        if (record.IsWrite) bits |= BinaryTrace.WriteBit;
        if (record.Time >= 0) bits |= BinaryTrace.TimeBit;
        if (record.Host == _host) bits |= BinaryTrace.SameHostBit;
        if (record.Bytes == _bytes) bits |= BinaryTrace.SameSizeBit;
        _stream.WriteByte(bits);
        if (record.Host != _host) WriteNumber((ulong)host);
        if (record.Time >= 0)
        {
            WriteNumber((ulong)(record.Time - _time));
            _time = record.Time;
        }

        var distance = (long)(record.Address - _behind[host]);
        WriteNumber((ulong)(distance << 1 ^ distance >> 63));
        if (record.Bytes != _bytes) WriteNumber(record.Bytes);
        _behind[host] = record.Address + record.Bytes;
        (_host, _bytes) = (record.Host, record.Bytes);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _stream.Dispose();
    }

    private void WriteNumber(ulong number)
    {
        for (; number >= 0x80; number >>= 7) _stream.WriteByte((byte)(number | 0x80));
        _stream.WriteByte((byte)number);
    }
}
