using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Running;

/// <summary>Runs a model to its end, on one thread or on several, with the same result.</summary>
public sealed class Engine
{
    // Between two looks at whether somebody wants the run to end: few enough to answer at once where a window has many actors.
    private const int WindowsBetweenLooks = 16;

    private readonly Model _model;
    private readonly RunSettings _settings;
    private readonly Partition[] _partitions;
    private readonly long _crossing;
    private long _end;
    private bool _wasInterrupted;
    private volatile bool _isInterruptWanted;

    public Engine(Model model, RunSettings settings)
    {
        if (settings.Threads < 1) throw new ArgumentOutOfRangeException(nameof(settings), settings.Threads, "a run needs at least one thread");
        if (settings.Duration is { } duration && duration <= SimTime.Zero)
            throw new ArgumentOutOfRangeException(nameof(settings), duration.ToString(), "a run takes longer than no time");
        if (settings is { Outside: not null, Threads: > 1 })
            throw new ArgumentException("a model that is spoken to from outside runs on one thread", nameof(settings));
        _model = model;
        _settings = settings;
        var count = Math.Max(1, Math.Min(settings.Threads, model.Actors.Count));
        _partitions = model.Divide(model.Cut(count), count);
        _crossing = model.ShortestCrossing();
        _end = settings.Duration?.Picoseconds ?? long.MaxValue;
    }

    /// <summary>How far the run is; for any thread, at any time.</summary>
    public RunProgress Progress
    {
        get
        {
            // Partitions are within a window of each other, but one without work stays behind.
            var reached = SimTime.Zero;
            var events = 0L;
            foreach (var partition in _partitions)
            {
                var progress = partition.Progress;
                if (progress.Time > reached) reached = progress.Time;
                events += progress.Events;
            }

            return new RunProgress(reached, events);
        }
    }

    /// <summary>
    /// Asks the run to end at the next edge of a window, on every thread at the same virtual time: all before it is handled and
    /// nothing after it. For any thread, at any time.
    /// </summary>
    public void Interrupt()
    {
        _isInterruptWanted = true;
        _settings.Outside?.Wake();
    }

    public RunReport Run()
    {
        foreach (var partition in _partitions) partition.Start();
        var folded = 0L;
        if (_settings.Outside is { } outside) RunServing(_partitions[0], outside);
        else if (_partitions.Length == 1) RunAlone(_partitions[0]);
        else folded = RunTogether();

        var lastEvent = _partitions.Max(partition => partition.LastEvent);
        var hasReachedEnd = HasReachedEnd();
        var end = hasReachedEnd ? new SimTime(_end) : lastEvent;
        foreach (var partition in _partitions) partition.Finish(hasReachedEnd ? _end - 1 : lastEvent.Picoseconds);
        return new RunReport(end, _partitions.Sum(p => p.Events), _partitions.Sum(p => p.Windows), _partitions.Length, folded, _wasInterrupted && hasReachedEnd);
    }

    /// <summary>32 hex digits over all messages taken, by actor, and over the state that actors add at the end.</summary>
    public string Digest() => Digest(static actor => actor.DigestOfState());

    /// <summary>The same over the messages alone: it takes no time that grows with the state.</summary>
    public string DigestOfMessages() => Digest(static _ => 0);

    private string Digest(Func<Actor, ulong> state)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> words = stackalloc byte[24];
        foreach (var actor in _model.Actors)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(actor.Name));
            BinaryPrimitives.WriteUInt64LittleEndian(words, actor.Digest);
            BinaryPrimitives.WriteInt64LittleEndian(words[8..], actor.Events);
            BinaryPrimitives.WriteUInt64LittleEndian(words[16..], state(actor));
            hash.AppendData(words);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    private void RunAlone(Partition partition)
    {
        do
        {
            if (_isInterruptWanted && EndInterrupted(partition.NextTime, Math.Min(_end, partition.Stop))) return;
        }
        while (!partition.RunTo(_end, WindowsBetweenLooks));

        _end = Math.Min(_end, partition.Stop);
    }

    /// <summary>As long as nobody ends it: what is outside may always have more to say.</summary>
    private void RunServing(Partition partition, IOutsideWorld outside)
    {
        while (true)
        {
            var (next, end) = (partition.NextTime, Math.Min(_end, partition.Stop));
            if (_isInterruptWanted && EndInterrupted(next, end)) return;
            if (_isInterruptWanted || end != long.MaxValue && next >= end)
            {
                _end = end;
                return;
            }

            var horizon = outside.Attend(new SimTime(partition.Edge), new SimTime(next));
            partition.RunTo(Math.Min(horizon.Picoseconds, end), WindowsBetweenLooks);
        }
    }

    /// <summary>The run ends before what comes next; false when it is over anyway.</summary>
    private bool EndInterrupted(long next, long end)
    {
        if (next >= end) return false;
        _end = next;
        _wasInterrupted = true;
        return true;
    }

    /// <summary>False when nothing was left to do before the end came.</summary>
    private bool HasReachedEnd() => _end != long.MaxValue && _partitions.Any(partition => partition.NextTime != long.MaxValue || partition.Stop == _end);

    /// <summary>Returns the number of rounds in which one thread did all the work.</summary>
    private long RunTogether()
    {
        var transport = new InProcessTransport(_partitions.Length, !_settings.ThreadsExact);
        var threads = new Thread[_partitions.Length - 1];
        for (var driver = 1; driver < _partitions.Length; driver++)
        {
            var number = driver;
            threads[driver - 1] = new Thread(() => Drive(number, transport)) { IsBackground = true, Name = string.Create(CultureInfo.InvariantCulture, $"worker {number}") };
            threads[driver - 1].Start();
        }

        Drive(0, transport);
        foreach (var thread in threads) thread.Join();
        if (transport.Failure is ActorFailedException failure) throw failure;
        if (transport.Failure != null) throw new InvalidOperationException("a worker failed", transport.Failure);
        // The last vote may have been for a credit that nobody waits for: only its receiver knows whether anything is left.
        foreach (var partition in _partitions) partition.Absorb(transport);
        return transport.FoldedRounds;
    }

    private void Drive(int driver, InProcessTransport transport)
    {
        try
        {
            var horizon = 0L;
            var isFirst = true;
            while (true)
            {
                var drivers = transport.ActiveDrivers;
                for (var partition = driver; driver < drivers && partition < _partitions.Length; partition += drivers)
                {
                    if (!isFirst) _partitions[partition].Absorb(transport);
                    _partitions[partition].RunTo(horizon);
                    _partitions[partition].Publish(transport, _isInterruptWanted);
                }

                isFirst = false;
                var agreed = transport.Agree(driver);
                if (transport.IsOver) return;
                var end = Math.Min(_settings.Duration?.Picoseconds ?? long.MaxValue, agreed.Stop);
                if (agreed.Next >= end || agreed.IsInterrupted)
                {
                    if (driver != 0) return;
                    if (!EndInterrupted(agreed.Next, end)) _end = end;
                    transport.End();
                    return;
                }

                horizon = agreed.Next < end - _crossing ? agreed.Next + _crossing : end;
            }
        }
        catch (Exception exception)
        {
            // Whatever went wrong here must not leave the other drivers waiting; Run rethrows it.
            transport.End(exception);
        }
    }
}
