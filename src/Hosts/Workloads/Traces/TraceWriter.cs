namespace CxlFabricSim.Hosts.Workloads.Traces;

/// <summary>Writes a trace access by access.</summary>
public abstract class TraceWriter : IDisposable
{
    /// <summary>Times must not go back.</summary>
    public abstract void Write(in TraceRecord record);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
