namespace CxlFabricSim.Hosts.Workloads.Traces;

/// <summary>Opens traces.</summary>
public static class TraceFile
{
    /// <summary>A trace in one of our own forms; the first bytes say in which.</summary>
    public static TraceReader Open(string path)
    {
        var stream = File.OpenRead(path);
        try
        {
            return Read(stream, path, IsBinary(stream) ? TraceFormat.Binary : TraceFormat.Text, "");
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <param name="stream">The trace, from its beginning.</param>
    /// <param name="name">What mistakes call it.</param>
    /// <param name="format">Its form.</param>
    /// <param name="host">The host that made the accesses of a form that names none.</param>
    public static TraceReader Read(Stream stream, string name, TraceFormat format, string host) => format switch
    {
        TraceFormat.Binary => new BinaryTraceReader(stream, name),
        TraceFormat.Gem5 => new Gem5TraceReader(stream, name, host),
        TraceFormat.DynamoRio => new DynamoRioTraceReader(stream, name, host),
        _ => new TextTraceReader(stream, name),
    };

    /// <summary>Whether a file that can be read from its beginning again is in our compact form.</summary>
    public static bool IsBinary(Stream stream)
    {
        Span<byte> first = stackalloc byte[4];
        var read = stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        return first[..read].SequenceEqual(BinaryTrace.Magic);
    }
}
