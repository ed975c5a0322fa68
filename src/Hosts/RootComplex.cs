using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts;

/// <summary>
/// The bandwidth of a host's root complex: a serial server for lines that are read and one for lines that are written, over all root
/// ports. What finds its server taken waits here.
/// </summary>
internal sealed class RootComplex(SimTime readLineTime, SimTime writeLineTime)
{
    private readonly Server _reads = new(readLineTime.Picoseconds);
    private readonly Server _writes = new(writeLineTime.Picoseconds);

    /// <summary>True when the request may leave now; otherwise it has to queue up.</summary>
    public bool TryPass(bool isWrite, long now) => (isWrite ? _writes : _reads).TryPass(now);

    /// <summary>Queues a request up; returns its entry, for the caller to fill.</summary>
    public Waiting Queue(bool isWrite, out SimTime ready)
    {
        var server = isWrite ? _writes : _reads;
        ready = new SimTime(server.Free);
        return server.Add();
    }

    /// <summary>The next request of a kind whose server is free; null when there is none.</summary>
    public Waiting? TakeReady(bool isWrite, long now) => (isWrite ? _writes : _reads).TakeReady(now);

    /// <summary>When the next waiting request may leave, or never.</summary>
    public SimTime NextOf(bool isWrite)
    {
        var server = isWrite ? _writes : _reads;
        return server.IsEmpty ? SimTime.Never : new SimTime(server.Free);
    }

    /// <summary>A request that waits. Reused: read it before the next one is queued.</summary>
    internal sealed class Waiting
    {
        public Message Message;

        public int Port { get; set; }

        public byte[] Line { get; } = new byte[Sizes.Line];
    }

    private sealed class Server(long lineTime)
    {
        private readonly Queue<Waiting> _queue = new();
        private readonly Stack<Waiting> _unused = new();

        public long Free { get; private set; }

        public bool IsEmpty => _queue.Count == 0;

        public bool TryPass(long now)
        {
            if (lineTime == 0) return true;
            if (_queue.Count != 0 || Free > now) return false;
            Free = now + lineTime;
            return true;
        }

        public Waiting Add()
        {
            if (!_unused.TryPop(out var waiting)) waiting = new Waiting();
            _queue.Enqueue(waiting);
            return waiting;
        }

        public Waiting? TakeReady(long now)
        {
            if (Free > now || !_queue.TryDequeue(out var waiting)) return null;
            Free = now + lineTime;
            _unused.Push(waiting);
            return waiting;
        }
    }
}
