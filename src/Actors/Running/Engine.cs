using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Running;

/// <summary>Runs a model to its end, on one thread or on several, with the same result.</summary>
public sealed class Engine
{
    private readonly Model _model;
    private readonly RunSettings _settings;
    private readonly Partition[] _partitions;
    private readonly long _crossing;
    private long _end;

    public Engine(Model model, RunSettings settings)
    {
        if (settings.Threads < 1) throw new ArgumentOutOfRangeException(nameof(settings), settings.Threads, "a run needs at least one thread");
        if (settings.Duration is { } duration && duration <= SimTime.Zero)
            throw new ArgumentOutOfRangeException(nameof(settings), duration.ToString(), "a run takes longer than no time");
        _model = model;
        _settings = settings;
        var count = Math.Max(1, Math.Min(settings.Threads, model.Actors.Count));
        _partitions = model.Divide(Partitioner.Divide(model.Actors, count), count);
        _crossing = model.ShortestCrossing();
        _end = settings.Duration?.Picoseconds ?? long.MaxValue;
    }

    public RunReport Run()
    {
        foreach (var partition in _partitions) partition.Start();
        var folded = 0L;
        if (_partitions.Length == 1) RunAlone(_partitions[0]);
        else folded = RunTogether();

        var lastEvent = _partitions.Max(partition => partition.LastEvent);
        var hasReachedEnd = HasReachedEnd();
        var end = hasReachedEnd ? new SimTime(_end) : lastEvent;
        foreach (var partition in _partitions) partition.Finish(hasReachedEnd ? _end - 1 : lastEvent.Picoseconds);
        return new RunReport(end, _partitions.Sum(p => p.Events), _partitions.Sum(p => p.Windows), _partitions.Length, folded);
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
        partition.RunTo(_end);
        _end = Math.Min(_end, partition.Stop);
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
                    _partitions[partition].Publish(transport);
                }

                isFirst = false;
                var agreed = transport.Agree(driver);
                if (transport.IsOver) return;
                var end = Math.Min(_settings.Duration?.Picoseconds ?? long.MaxValue, agreed.Stop);
                if (agreed.Next >= end)
                {
                    if (driver != 0) return;
                    _end = end;
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
