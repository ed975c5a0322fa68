using System.Text;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Workloads.Traces;

/// <summary>Our own text: <c>time? host op hpa size</c> to a line, behind a line <c>unit: ns</c> or <c>unit: ps</c> where there are times.</summary>
internal sealed class TextTraceReader(Stream stream, string name) : LineTraceReader(stream, name)
{
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _hosts =
        new Dictionary<string, string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private long _unit;
    private long _last;

    private static ReadOnlySpan<byte> Blanks => " \t"u8;

    protected override bool TryParse(ReadOnlySpan<byte> line, out TraceRecord record)
    {
        record = default;
        var comment = line.IndexOf((byte)'#');
        if (comment >= 0) line = line[..comment];
        line = line.Trim(Blanks);
        if (line.Length == 0) return false;
        if (line.StartsWith("unit:"u8)) return TakeUnit(line["unit:"u8.Length..].Trim(Blanks));
        var count = 0;
        for (var rest = line; rest.Length > 0; count++) TakeField(ref rest, Blanks);
        if (count is not (4 or 5)) return Refuse($"{count} fields", "host op hpa size, or time host op hpa size");
        record.Time = -1;
        return (count == 4 || TakeTime(TakeField(ref line, Blanks), ref record)) && TakeAccess(line, ref record) && CheckExtent(record);
    }

    private bool TakeUnit(ReadOnlySpan<byte> unit)
    {
        if (_unit != 0) return Refuse("a second unit", "one, before the first access");
        _unit = unit.SequenceEqual("ns"u8) ? SimTime.PicosecondsPerNanosecond : unit.SequenceEqual("ps"u8) ? 1 : 0;
        return _unit == 0 && Refuse($"\"{TextOf(unit)}\" is no unit of time here", "unit: ns or unit: ps");
    }

    private bool TakeTime(ReadOnlySpan<byte> field, ref TraceRecord record)
    {
        if (_unit == 0) return Refuse("a time, and no unit was given", "a line unit: ns or unit: ps before the first access");
        if (!TraceNumber.TryParseTime(field, _unit, out record.Time))
            return Refuse($"\"{TextOf(field)}\" is no time", "a decimal or hexadecimal number of the unit, down to picoseconds");
        if (record.Time < _last) return Refuse($"the time {TextOf(field)} lies before that of an earlier line", "lines in order of time");
        _last = record.Time;
        return true;
    }

    private bool TakeAccess(ReadOnlySpan<byte> line, ref TraceRecord record)
    {
        record.Host = NameOf(TakeField(ref line, Blanks));
        var operation = TakeField(ref line, Blanks);
        if (operation.Length != 1 || (operation[0] | 0x20) is not ('r' or 'w')) return Refuse($"\"{TextOf(operation)}\" is no operation", "R or W");
        record.IsWrite = (operation[0] | 0x20) == 'w';
        var address = TakeField(ref line, Blanks);
        if (!TraceNumber.TryParse(address, out record.Address)) return Refuse($"\"{TextOf(address)}\" is no address", "a decimal number, or 0x and hex digits");
        var size = TakeField(ref line, Blanks);
        if (!TraceNumber.TryParse(size, out var bytes)) return Refuse($"\"{TextOf(size)}\" is no size", "bytes, as a decimal number or 0x and hex digits");
        record.Bytes = (uint)Math.Min(bytes, uint.MaxValue);
        return true;
    }

    // One string a host, however long the trace.
    private string NameOf(ReadOnlySpan<byte> field)
    {
        Span<char> text = stackalloc char[field.Length];
        var length = Encoding.UTF8.GetChars(field, text);
        if (_hosts.TryGetValue(text[..length], out var name)) return name;
        name = text[..length].ToString();
        _hosts[name] = name;
        return name;
    }
}
