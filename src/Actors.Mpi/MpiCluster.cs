using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Actors.Mpi;

/// <summary>
/// The nodes as the processes of an MPI job. A round is one message to each other node, which carries the vote and, where there is
/// something to say, the batch; long batches need a second one. Waiting is by looking, then yielding, then sleeping, so that nodes that
/// share processors do not keep each other from working.
/// </summary>
public sealed unsafe partial class MpiCluster : ICluster, IDisposable
{
    private const int RoundTag = 1;
    private const int RestTag = 2;
    private const int TrialRounds = 50;

    /// <summary>Beyond these a message to each node takes longer than a few stages of a vote (docs/scaling.md).</summary>
    private const int MostDenseNodes = 8;

    private readonly MpiLibrary _mpi;
    private readonly Frame[] _out;
    private readonly Frame[] _in;

    // Of each other node: what it sends, what it gets, and what it gets beyond the first part.
    private readonly void* _requests;
    private readonly void* _showRequest;
    private NodeProcess[] _processes = [];
    private long _round;
    private Vote _vote;
    private long _waited;
    private long _bytes;

    private MpiCluster(MpiLibrary mpi, TimeSpan patience, int mostDense)
    {
        _mpi = mpi;
        _patience = patience;
        _out = [.. Enumerable.Range(0, Nodes).Select(_ => new Frame())];
        _in = [.. Enumerable.Range(0, Nodes).Select(_ => new Frame())];
        _isLost = new bool[Nodes];
        _mostDense = mostDense;
        _isSpokenTo = [.. Enumerable.Range(0, Nodes).Select(node => node != Node)];
        _votesOut = [.. Enumerable.Range(0, StagesOf(Nodes)).Select(_ => new Ballot())];
        _votesIn = [.. _votesOut.Select(_ => new Ballot())];
        _voteRequests = mpi.AllocateRequests(2);
        _requests = mpi.AllocateRequests(3 * Nodes);
        _showRequest = mpi.AllocateRequests(1);
    }

    public int Node => _mpi.Rank;

    public int Nodes => _mpi.Size;

    /// <summary>For example "3 nodes over Open MPI v4.1.4: shared memory (vader), a meeting takes 4.1 us".</summary>
    public string Description { get; private set; } = "";

    /// <summary>Joins the job that this process was started in.</summary>
    /// <param name="patience">For how long a node may be without an answer.</param>
    /// <param name="mostDense">Up to so many nodes each speaks to each in every round; more speak to neighbours, and vote by doubling.</param>
    public static MpiCluster Join(TimeSpan patience, int mostDense = MostDenseNodes)
    {
        NativeProcess.DieWithParent();
        NativeProcess.WakeOnTime();
        var cluster = new MpiCluster(new MpiLibrary(MpiJob.IsOpenMpi), patience, mostDense);
        cluster.Meet();
        return cluster;
    }

    public ClusterTime Time => new(Stopwatch.GetElapsedTime(0, _waited), _bytes);

    public void Send(int source, int target, ReadOnlyMemory<byte> batch)
    {
        _bytes += batch.Length;
        _out[target].Append(batch.Span);
    }

    public ReadOnlyMemory<byte> Receive(int source, int target) => _in[source].Batch;

    public void Vote(int partition, in Vote vote) => _vote = vote;

    public Vote Agree(int driver)
    {
        var begin = Stopwatch.GetTimestamp();
        Begin(_vote, isFailed: false);
        var isFailed = false;
        var agreed = _isSparse ? VoteByStages(_vote, ref isFailed) : _vote;
        Await(_requests, 2 * Nodes);
        AwaitRests();
        _agreedAt = Stopwatch.GetTimestamp();
        _waited += _agreedAt - begin;
        _round++;
        if (_isSparse)
        {
            if (!isFailed) return agreed;
            // Why, is told by the one who failed to all in a round of its own.
            Between(null);
            return Agree(driver);
        }

        for (var node = 0; node < Nodes; node++)
        {
            if (node == Node) continue;
            if (_in[node].IsFailed) throw new NodeFailedException(node, Encoding.UTF8.GetString(_in[node].Batch.Span));
            agreed = agreed.Combine(_in[node].Vote);
        }

        return agreed;
    }

    public void Fail(string reason)
    {
        foreach (var frame in _out) frame.Clear();
        // The others are in the same round or come to it; whoever does not has its own trouble to tell of.
        try
        {
            if (_isSparse) FailByStages();
            for (var node = 0; node < Nodes; node++) _out[node].Append(Encoding.UTF8.GetBytes(reason));
            Begin(Running.Vote.Neutral, isFailed: true);
            Await(_requests, 2 * Nodes);
            AwaitRests();
        }
        catch (NodeLostException)
        {
        }
    }

    private void FailByStages()
    {
        Begin(Running.Vote.Neutral, isFailed: true);
        var isFailed = true;
        VoteByStages(Running.Vote.Neutral, ref isFailed);
        Await(_requests, 2 * Nodes);
        AwaitRests();
        _round++;
        Between(null);
    }

    public void Dispose()
    {
        // Whoever is lost would be waited for: the process simply ends then, and mpirun ends the job.
        if (_isLost.Contains(true))
        {
            if (!MpiJob.IsOpenMpi) AwaitTeller();
            // Whoever is held by something may not stay behind.
            var areOver = true;
            for (var node = 0; node < Nodes; node++) areOver &= !_isLost[node] || _processes[node].End();
            if (!areOver && IsGatherer) _mpi.Abort();
            return;
        }

        _mpi.Finish();
        NativeMemory.Free(_requests);
        NativeMemory.Free(_showRequest);
        NativeMemory.Free(_voteRequests);
    }

    /// <summary>Posts a round: the first parts in both directions, and the rests of what is sent.</summary>
    private void Begin(in Vote vote, bool isFailed)
    {
        for (var node = 0; node < Nodes; node++)
        {
            if (!_isSpokenTo[node]) continue;
            _mpi.Receive(AddressOf(_in[node], 0), Frame.FirstBytes, node, RoundTag, _mpi.RequestAt(_requests, node));
        }

        for (var node = 0; node < Nodes; node++)
        {
            if (!_isSpokenTo[node]) continue;
            var frame = _out[node];
            frame.Seal(_round, vote, isFailed);
            _mpi.Send(AddressOf(frame, 0), Math.Min(frame.Length, Frame.FirstBytes), node, RoundTag, _mpi.RequestAt(_requests, Nodes + node));
            if (frame.RestBytes > 0) _mpi.Send(AddressOf(frame, Frame.FirstBytes), frame.RestBytes, node, RestTag, _mpi.RequestAt(_requests, 2 * Nodes + node));
        }
    }

    private void AwaitRests()
    {
        var hasRests = false;
        for (var node = 0; node < Nodes; node++)
        {
            if (!_isSpokenTo[node]) continue;
            hasRests |= _out[node].RestBytes > 0;
            _in[node].Open(node, _round);
            if (_in[node].RestBytes == 0) continue;
            hasRests = true;
            _mpi.Receive(AddressOf(_in[node], Frame.FirstBytes), _in[node].RestBytes, node, RestTag, _mpi.RequestAt(_requests, node));
        }

        // Not before the first parts are there does anybody know what to receive: until then a rest waits at its sender.
        if (hasRests) Await(_requests, 3 * Nodes);
        foreach (var frame in _out) frame.Clear();
    }

    /// <summary>The first rounds: who the others are, and how long a meeting takes.</summary>
    private void Meet()
    {
        var own = new NodeProcess(Node, Environment.ProcessId, Environment.MachineName);
        _processes = [.. Enumerable.Repeat(own, Nodes)];
        for (var node = 0; node < Nodes; node++)
        {
            if (node != Node) _out[node].Append(Encoding.UTF8.GetBytes($"{own.Id} {own.Machine}"));
        }

        Vote(Node, Running.Vote.Neutral);
        Agree(Node);
        for (var node = 0; node < Nodes; node++)
        {
            if (node == Node) continue;
            var words = Encoding.UTF8.GetString(_in[node].Batch.Span).Split(' ');
            _processes[node] = new NodeProcess(node, int.Parse(words[0], CultureInfo.InvariantCulture), words[1]);
        }

        Description = Describe(TimeOfMeeting());
    }

    private double TimeOfMeeting()
    {
        var shortest = double.MaxValue;
        for (var trial = 0; trial < TrialRounds; trial++)
        {
            var begin = Stopwatch.GetTimestamp();
            Agree(Node);
            shortest = Math.Min(shortest, Stopwatch.GetElapsedTime(begin).TotalMicroseconds);
        }

        (_waited, _bytes) = (0, 0);
        return shortest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void* AddressOf(Frame frame, int offset) =>
        Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(frame.Bytes), offset));
}
