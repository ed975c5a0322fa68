namespace CxlFabricSim.Hosts.Workloads.Traces;

/// <summary>
/// What DynamoRIO's sample clients write: memtrace_simple (<c>0xaddress: size, r|w</c>, and opcodes of instructions, which are left
/// out) and memtrace_x86 (<c>0xpc,r|w,size,0xaddress</c>). There are no times in it.
/// </summary>
internal sealed class DynamoRioTraceReader(Stream stream, string name, string host) : LineTraceReader(stream, name)
{
    protected override bool TryParse(ReadOnlySpan<byte> line, out TraceRecord record)
    {
        record = new TraceRecord { Host = host, Time = -1 };
        line = line.Trim((byte)' ');
        if (line.Length == 0 || line[0] == '#' || line.StartsWith("Format:"u8)) return false;
        var isSimple = line.IndexOf((byte)':') >= 0;
        var first = TakeField(ref line, ":, "u8);
        var second = TakeField(ref line, ", "u8);
        var third = TakeField(ref line, ", "u8);
        var fourth = TakeField(ref line, ", "u8);
        if (isSimple ? third.Length == 0 : fourth.Length == 0) return Refuse("not enough fields", "0xaddress: size, r|w or 0xpc,r|w,size,0xaddress");
        var operation = isSimple ? third : second;
        if (operation.Length != 1 || (operation[0] | 0x20) is not ('r' or 'w'))
            return !isSimple && Refuse($"\"{TextOf(operation)}\" is no operation", "r or w");
        record.IsWrite = (operation[0] | 0x20) == 'w';
        return isSimple ? TakeNumbers(first, second, ref record) : TakeNumbers(fourth, third, ref record);
    }

    private bool TakeNumbers(ReadOnlySpan<byte> address, ReadOnlySpan<byte> size, ref TraceRecord record)
    {
        if (!TraceNumber.TryParse(address, out record.Address)) return Refuse($"\"{TextOf(address)}\" is no address", "0x and hex digits");
        if (!TraceNumber.TryParse(size, out var bytes)) return Refuse($"\"{TextOf(size)}\" is no size", "a number of bytes");
        record.Bytes = (uint)Math.Min(bytes, uint.MaxValue);
        return CheckExtent(record);
    }
}
