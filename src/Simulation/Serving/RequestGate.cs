using CxlFabricSim.Actors.Running;
using CxlFabricSim.Fabric.Management;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Serving;

/// <summary>
/// Lets requests of other threads into the simulation, at the edge of a window, and the simulation sleep while there are none. All that
/// depends on when a request came is its virtual time, which the recording keeps.
/// </summary>
internal sealed class RequestGate(ManagementGateway gateway, Pace? pace, RecordingWriter? recording) : IOutsideWorld
{
    private readonly object _lock = new();
    private readonly Queue<GatewayRequest> _arrived = new();
    private readonly Queue<Action> _looks = new();
    private bool _isWoken;

    /// <summary>Hands in a request; for any thread. It is answered on the engine's thread.</summary>
    public void Submit(GatewayRequest request)
    {
        lock (_lock)
        {
            _arrived.Enqueue(request);
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>Looks at the fabric between two windows, on the engine's thread; for any thread. The run does not notice.</summary>
    public void Look(Action look)
    {
        lock (_lock)
        {
            _looks.Enqueue(look);
            Monitor.Pulse(_lock);
        }
    }

    public void Wake()
    {
        lock (_lock)
        {
            _isWoken = true;
            Monitor.Pulse(_lock);
        }
    }

    public SimTime Attend(SimTime edge, SimTime nextTime)
    {
        while (true)
        {
            RunLooks();
            var horizon = pace?.Now ?? SimTime.Never;
            if (TakeWoken()) return edge;
            if (InjectArrived(edge, nextTime, horizon) || nextTime < horizon) return horizon;
            AwaitNews(pace is null || nextTime == SimTime.Never ? Timeout.InfiniteTimeSpan : pace.Until(nextTime));
        }
    }

    private void AwaitNews(TimeSpan limit)
    {
        lock (_lock)
        {
            if (!_isWoken && _arrived.Count == 0 && _looks.Count == 0) Monitor.Wait(_lock, limit);
        }
    }

    private bool InjectArrived(SimTime edge, SimTime nextTime, SimTime horizon)
    {
        // A paced model that has nothing to do till now has only not been told that time went on.
        var time = pace is not null && nextTime >= horizon && horizon > edge ? horizon : edge;
        var hasInjected = false;
        while (TryTakeArrived(out var request))
        {
            recording?.Add(time, gateway.Targets[request.Target].Name, request.Command);
            gateway.Inject(time, request);
            hasInjected = true;
        }

        return hasInjected;
    }

    private void RunLooks()
    {
        while (true)
        {
            Action? look;
            lock (_lock)
            {
                if (!_looks.TryDequeue(out look)) return;
            }

            look();
        }
    }

    private bool TryTakeArrived(out GatewayRequest request)
    {
        lock (_lock) return _arrived.TryDequeue(out request!);
    }

    private bool TakeWoken()
    {
        lock (_lock)
        {
            var isWoken = _isWoken;
            _isWoken = false;
            return isWoken;
        }
    }
}
