namespace CxlFabricSim.Hosts.Workloads.Traces;

/// <summary>Reads a trace access by access, in memory that does not grow with it.</summary>
public abstract class TraceReader : IDisposable
{
    /// <summary>The next access; false at the end. Once something is wrong, all that is wrong further on is looked for, and thrown.</summary>
    /// <exception cref="TraceException">The trace has mistakes.</exception>
    public abstract bool TryRead(out TraceRecord record);

    /// <summary>Bytes of the trace read so far.</summary>
    public abstract long BytesRead { get; }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
