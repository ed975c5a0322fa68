using System.Globalization;

namespace CxlFabricSim.Hosts.Workloads.Traces;

/// <summary>Writes our text form, with times in picoseconds.</summary>
public sealed class TextTraceWriter : TraceWriter
{
    private readonly StreamWriter _writer;

    public TextTraceWriter(Stream stream)
    {
        _writer = new StreamWriter(stream) { NewLine = "\n" };
        _writer.WriteLine("# time? host op hpa size");
        _writer.WriteLine("unit: ps");
    }

    public override void Write(in TraceRecord record)
    {
        if (record.Time >= 0)
        {
            _writer.Write(record.Time);
            _writer.Write(' ');
        }

        _writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{record.Host} {(record.IsWrite ? 'W' : 'R')} 0x{record.Address:x} {record.Bytes}"));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _writer.Dispose();
    }
}
