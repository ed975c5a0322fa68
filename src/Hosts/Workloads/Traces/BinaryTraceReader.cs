using System.Text;

namespace CxlFabricSim.Hosts.Workloads.Traces;

/// <summary>Reads the compact form of a trace.</summary>
internal sealed class BinaryTraceReader : TraceReader
{
    private readonly Stream _stream;
    private readonly string _name;
    private readonly List<string> _hosts = [];
    private readonly List<ulong> _behind = [];
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _next;
    private int _end;
    private long _read;
    private int _host = -1;
    private uint _bytes;
    private long _time;

    public BinaryTraceReader(Stream stream, string name)
    {
        (_stream, _name) = (stream, name);
        Span<byte> header = stackalloc byte[BinaryTrace.HeaderBytes];
        for (var i = 0; i < header.Length; i++) header[i] = TakeByte();
        if (header[4] != BinaryTrace.Version) throw Broken($"version {header[4]} of the format", "version 1");
    }

    public override long BytesRead => _read - (_end - _next);

    public override bool TryRead(out TraceRecord record)
    {
        record = default;
        while (HasMore())
        {
            var bits = TakeByte();
            if (bits == BinaryTrace.HostName)
            {
                TakeHost();
                continue;
            }

            if ((bits & BinaryTrace.AccessBit) == 0) throw Broken($"a record that begins with 0x{bits:x2}", "was the file cut or changed?");
            TakeAccess(bits, ref record);
            return true;
        }

        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _stream.Dispose();
    }

    private void TakeHost()
    {
        var length = TakeNumber();
        if (length is 0 or > BinaryTrace.LongestName) throw Broken($"a host's name of {length} bytes", "1 to 255");
        var name = new byte[length];
        for (var i = 0; i < name.Length; i++) name[i] = TakeByte();
        _hosts.Add(Encoding.UTF8.GetString(name));
        _behind.Add(0);
    }

    private void TakeAccess(byte bits, ref TraceRecord record)
    {
        if ((bits & BinaryTrace.SameHostBit) == 0) _host = (int)Math.Min(TakeNumber(), int.MaxValue);
        if ((uint)_host >= (uint)_hosts.Count) throw Broken($"an access of host {_host} of {_hosts.Count}", "hosts are named before their accesses");
        record.Time = -1;
        if ((bits & BinaryTrace.TimeBit) != 0)
        {
            var passed = TakeNumber();
            if (passed > (ulong)(long.MaxValue / 4 - _time)) throw Broken($"{passed} ps between two accesses", "at most 2^61 in all");
            record.Time = _time += (long)passed;
        }

        var distance = TakeNumber();
        record.Address = _behind[_host] + (distance >> 1 ^ 0 - (distance & 1));
        if ((bits & BinaryTrace.SameSizeBit) == 0) _bytes = (uint)Math.Min(TakeNumber(), uint.MaxValue);
        if (_bytes is 0 or > TraceRecord.LongestAccess || record.Address > ulong.MaxValue - _bytes)
            throw Broken($"an access of {_bytes} bytes at 0x{record.Address:x}", "1 byte to 1 MiB of 64-bit addresses");
        _behind[_host] = record.Address + _bytes;
        record.Bytes = _bytes;
        record.Host = _hosts[_host];
        record.IsWrite = (bits & BinaryTrace.WriteBit) != 0;
    }

    private ulong TakeNumber()
    {
        var number = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = TakeByte();
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return number;
        }

        throw Broken("a number of more than 64 bits", "was the file cut or changed?");
    }

    private byte TakeByte()
    {
        if (!HasMore()) throw Broken("the file ends within a record", "was it cut?");
        return _buffer[_next++];
    }

    private bool HasMore()
    {
        if (_next < _end) return true;
        (_next, _end) = (0, _stream.Read(_buffer));
        _read += _end;
        return _end > 0;
    }

    private TraceException Broken(string found, string wouldDo) =>
        new([new TraceProblem(FormattableString.Invariant($"{_name}: byte {BytesRead}"), found, wouldDo)]);
}
