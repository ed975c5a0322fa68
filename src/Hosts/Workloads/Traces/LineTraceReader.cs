using System.Text;

namespace CxlFabricSim.Hosts.Workloads.Traces;

/// <summary>A trace of lines of text: cuts it into lines and collects what is wrong with them; what a line means is left to its kinds.</summary>
internal abstract class LineTraceReader(Stream stream, string name) : TraceReader
{
    /// <summary>So many mistakes are told at once.</summary>
    public const int MostProblems = 20;

    private const int LongestLine = 4096;

    private readonly byte[] _buffer = new byte[16 * LongestLine];
    private readonly List<TraceProblem> _problems = [];
    private int _start;
    private int _end;
    private long _line;

    public override long BytesRead => stream.Position - (_end - _start);

    public override bool TryRead(out TraceRecord record)
    {
        while (TryTakeLine(out var line))
        {
            if (line.Length > 0 && line[^1] == '\r') line = line[..^1];
            if (TryParse(line, out record) && _problems.Count == 0) return true;
            if (_problems.Count == MostProblems) break;
        }

        record = default;
        if (_problems.Count > 0) throw new TraceException(_problems);
        return false;
    }

    /// <summary>False for a line that is no access: a comment, or wrong and told.</summary>
    protected abstract bool TryParse(ReadOnlySpan<byte> line, out TraceRecord record);

    protected bool Refuse(string found, string wouldDo)
    {
        _problems.Add(new TraceProblem(FormattableString.Invariant($"{name}:{_line}"), found, wouldDo));
        return false;
    }

    /// <summary>Address and length as all kinds of traces may have them.</summary>
    protected bool CheckExtent(in TraceRecord record)
    {
        if (record.Bytes is 0 or > TraceRecord.LongestAccess) return Refuse($"an access of {record.Bytes} bytes", "1 byte to 1 MiB");
        return record.Address <= ulong.MaxValue - record.Bytes
            || Refuse($"0x{record.Address:x} and {record.Bytes} bytes leave the address space", "64-bit addresses");
    }

    protected static string TextOf(ReadOnlySpan<byte> field) => Encoding.UTF8.GetString(field.Length > 40 ? field[..40] : field);

    /// <summary>What stands up to a separator, and takes it off the line.</summary>
    protected static ReadOnlySpan<byte> TakeField(ref ReadOnlySpan<byte> line, ReadOnlySpan<byte> separators)
    {
        line = line.TrimStart(separators);
        var end = line.IndexOfAny(separators);
        var field = end < 0 ? line : line[..end];
        line = end < 0 ? [] : line[end..].TrimStart(separators);
        return field;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) stream.Dispose();
    }

    private bool TryTakeLine(out ReadOnlySpan<byte> line)
    {
        _line++;
        while (true)
        {
            var length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = _buffer.AsSpan(_start, length);
                _start += length + 1;
                return true;
            }

            if (_end - _start > LongestLine)
            {
                Refuse("a line of more than 4096 bytes", "is this a trace?");
                throw new TraceException(_problems);
            }

            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            var read = stream.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            if (read > 0) continue;
            line = _buffer.AsSpan(0, _end);
            (_start, _end) = (0, 0);
            return line.Length > 0;
        }
    }
}
