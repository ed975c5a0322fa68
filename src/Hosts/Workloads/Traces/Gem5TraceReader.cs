namespace CxlFabricSim.Hosts.Workloads.Traces;

/// <summary>
/// gem5's packet traces as text, in ticks of a picosecond: what decode_packet_trace.py makes of a CommMonitor's
/// (<c>[id,]r|w|u,address,size[,flags],tick[,pc]</c>), or lines <c>tick: name: op address size</c>.
/// </summary>
internal sealed class Gem5TraceReader(Stream stream, string name, string host) : LineTraceReader(stream, name)
{
    private long _last;

    protected override bool TryParse(ReadOnlySpan<byte> line, out TraceRecord record)
    {
        record = new TraceRecord { Host = host };
        line = line.Trim((byte)' ');
        if (line.Length == 0 || line[0] == '#') return false;
        return line.IndexOf((byte)',') >= 0 ? TakePacket(line, ref record) : TakeMessage(line, ref record);
    }

    private bool TakePacket(ReadOnlySpan<byte> line, ref TraceRecord record)
    {
        Span<Range> fields = stackalloc Range[8];
        var count = Split(line, fields);
        var first = count > 0 && TraceNumber.TryParse(line[fields[0]], out _) ? 1 : 0;
        if (count - first is < 4 or > 6) return Refuse($"{count} fields", "[id,]r,address,size[,flags],tick[,pc]");

        // Neither a read nor a write: a command that moves no data of its own.
        if (line[fields[first]].SequenceEqual("u"u8)) return false;
        var tick = count - first == 4 ? 3 : 4;
        return TakeOperation(line[fields[first]], ref record)
            && TakeNumbers(line[fields[first + tick]], line[fields[first + 1]], line[fields[first + 2]], ref record);
    }

    private static int Split(ReadOnlySpan<byte> line, Span<Range> fields)
    {
        var count = 0;
        foreach (var field in line.Split((byte)','))
        {
            if (count == fields.Length) return count + 1;
            fields[count++] = field;
        }

        return count;
    }

    private bool TakeMessage(ReadOnlySpan<byte> line, ref TraceRecord record)
    {
        var tick = TakeField(ref line, ":"u8);
        TakeField(ref line, " "u8);
        var operation = TakeField(ref line, " "u8);
        var address = TakeField(ref line, " "u8);
        var size = TakeField(ref line, " "u8);
        if (size.Length == 0) return Refuse("no tick, name, operation, address and size", "tick: name: op address size");
        return TakeOperation(operation, ref record) && TakeNumbers(tick, address, size, ref record);
    }

    private bool TakeOperation(ReadOnlySpan<byte> operation, ref TraceRecord record)
    {
        record.IsWrite = operation.Length > 0 && (operation[0] | 0x20) == 'w';
        return record.IsWrite || (operation.Length > 0 && (operation[0] | 0x20) == 'r')
            || Refuse($"\"{TextOf(operation)}\" is no operation", "r or w");
    }

    private bool TakeNumbers(ReadOnlySpan<byte> tick, ReadOnlySpan<byte> address, ReadOnlySpan<byte> size, ref TraceRecord record)
    {
        if (!TraceNumber.TryParseTime(tick, 1, out record.Time)) return Refuse($"\"{TextOf(tick)}\" is no tick", "a whole number of picoseconds");
        if (!TraceNumber.TryParse(address, out record.Address)) return Refuse($"\"{TextOf(address)}\" is no address", "a decimal number, or 0x and hex digits");
        if (!TraceNumber.TryParse(size, out var bytes)) return Refuse($"\"{TextOf(size)}\" is no size", "a number of bytes");
        record.Bytes = (uint)Math.Min(bytes, uint.MaxValue);
        if (record.Time < _last) return Refuse($"the tick {TextOf(tick)} lies before that of an earlier line", "lines in order of time");
        _last = record.Time;
        return CheckExtent(record);
    }
}
