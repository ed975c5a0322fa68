using CxlFabricSim.Actors.Running;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Building;

namespace CxlFabricSim.Simulation;

/// <summary>
/// Follows one run from another thread, and may end it early. The model does not know: it only leaves its counters where they can
/// be read.
/// </summary>
public sealed class RunWatch
{
    private readonly Lock _lock = new();
    private Engine? _engine;
    private BuiltFabric? _fabric;
    private bool _isInterruptWanted;

    /// <summary>How far the run is; null before it has begun and after it is over.</summary>
    public WatchedProgress? Progress
    {
        get
        {
            lock (_lock)
            {
                if (_engine is not { } engine || _fabric is not { } fabric) return null;
                var progress = engine.Progress;
                return new WatchedProgress(progress.Time, progress.Events, LinesOf(fabric));
            }
        }
    }

    /// <summary>Asks the run to end at the next edge of a window; one that has not begun ends at once.</summary>
    public void Interrupt()
    {
        lock (_lock)
        {
            _isInterruptWanted = true;
            _engine?.Interrupt();
        }
    }

    internal void Begin(Engine engine, BuiltFabric fabric)
    {
        lock (_lock)
        {
            _engine = engine;
            _fabric = fabric;
            if (_isInterruptWanted) engine.Interrupt();
        }
    }

    internal void End()
    {
        lock (_lock)
        {
            _engine = null;
            _fabric = null;
        }
    }

    // The workers count on while this reads: each number is whole (64 bits are read at once) and a moment old, good enough to show.
    private static long LinesOf(BuiltFabric fabric)
    {
        var lines = 0L;
        foreach (var host in fabric.Hosts.Values)
        {
            foreach (var stream in host.Unit.Streams) lines += stream.Bytes / Sizes.Line + stream.Errors;
        }

        return lines;
    }
}
