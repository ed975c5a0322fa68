using System.Diagnostics;
using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Actors.Mpi;

/// <content>Waiting for other nodes, and what becomes of a round in which one does not come.</content>
public sealed unsafe partial class MpiCluster
{
    private const int AliveTag = 3;
    private const int LooksBetweenTimes = 16;
    private const int Yields = 20;
    private const uint ShortestNapMicroseconds = 20;
    private const uint LongestNapMicroseconds = 1000;

    // A nap of an eighth of what was waited already comes late by no more than that.
    private const double NapOfWaited = 0.125;

    // A node may have memory of hundreds of GiB to read when a run is over.
    private const int PatienceAtTheEnd = 20;

    // Whoever yields for long stands behind all others of a busy machine; whoever naps is among the first when it wakes.
    private static readonly TimeSpan LookingTime = TimeSpan.FromMicroseconds(30);
    private static readonly TimeSpan BetweenLooksAround = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan PatienceInHurry = TimeSpan.FromSeconds(2);

    // Where mpirun was started without recovery it ends what is left of a job two seconds after one of its processes.
    private static readonly TimeSpan RollCall = TimeSpan.FromMilliseconds(800);

    // Hydra ends this node at some time from now on, maybe in the middle of what it tells, and with what shared memory is left UCX fails or waits
    // for ever: whoever started it tells instead, at once, and has its results so far.
    private readonly bool _hasStarterToTell = Environment.GetEnvironmentVariable(LifeSigns.Variable) is not null;
    private readonly TimeSpan _patience;
    private readonly bool[] _isLost;
    private volatile bool _isHurried;
    private volatile bool _takesTime;

    public bool IsGatherer => Array.IndexOf(_isLost, false) == Node;

    public void Hurry() => _isHurried = true;

    public void TakeTime() => _takesTime = true;

    private TimeSpan Patience => _takesTime ? _patience * PatienceAtTheEnd : _isHurried && PatienceInHurry < _patience ? PatienceInHurry : _patience;

    /// <summary>Until so many requests are done, or a node is lost.</summary>
    /// <param name="requests">The first of them.</param>
    /// <param name="count">How many.</param>
    /// <param name="from">Whom they wait for; without it the node whose number is that of the request.</param>
    private void Await(void* requests, int count, int from = MpiLibrary.Nobody)
    {
        var begin = Stopwatch.GetTimestamp();
        if (Environment.ProcessorCount >= Nodes)
        {
            // Looks, while the answer of a node that is as far as this one may be on its way.
            do
            {
                for (var look = 0; look < LooksBetweenTimes; look++)
                {
                    if (_mpi.AreDone(requests, count)) return;
                }
            }
            while (Stopwatch.GetElapsedTime(begin) < LookingTime);
        }
        else
        {
            for (var yield = 0; yield < Yields; yield++)
            {
                if (_mpi.AreDone(requests, count)) return;
                NativeProcess.Yield();
            }
        }

        AwaitLong(requests, count, from);
    }

    private void AwaitLong(void* requests, int count, int from)
    {
        var begin = Stopwatch.GetTimestamp();
        var lookedAround = begin;
        while (!_mpi.AreDone(requests, count))
        {
            var nap = NapOfWaited * Stopwatch.GetElapsedTime(begin).TotalMicroseconds;
            NativeProcess.SleepMicroseconds((uint)Math.Clamp(nap, ShortestNapMicroseconds, LongestNapMicroseconds));
            if (Stopwatch.GetElapsedTime(lookedAround) < BetweenLooksAround) continue;
            lookedAround = Stopwatch.GetTimestamp();
            if (_mpi.Probe(AliveTag) >= 0 || Missing(from).Any(node => _processes[node].HasEnded) || Stopwatch.GetElapsedTime(begin) > Patience)
                throw CallRoll(Stopwatch.GetElapsedTime(begin));
        }
    }

    /// <summary>Hydra ends all nodes with one that is killed: not before the node that tells of it has done so.</summary>
    private void AwaitTeller()
    {
        var begin = Stopwatch.GetTimestamp();
        var teller = _processes[Array.IndexOf(_isLost, false)];
        while (!IsGatherer && !teller.HasEnded && Stopwatch.GetElapsedTime(begin) < _patience) NativeProcess.SleepMicroseconds(LongestNapMicroseconds);
    }

    private List<int> Missing(int from)
    {
        if (from >= 0) return [from];
        var missing = new List<int>();
        for (var node = 0; node < Nodes; node++)
        {
            if (node != Node && !_mpi.IsDone(_mpi.RequestAt(_requests, node))) missing.Add(node);
        }

        return missing;
    }

    /// <summary>
    /// A round cannot be finished: the nodes that are left find each other, whether they stand in this round or, because a lost one had
    /// sent its message to them already, in the next.
    /// </summary>
    private NodeLostException CallRoll(TimeSpan waited)
    {
        if (_hasStarterToTell && _processes.Any(process => process.HasEnded)) NativeProcess.End(Environment.ProcessId);
        var begin = Stopwatch.GetTimestamp();
        var isAlive = new bool[Nodes];
        isAlive[Node] = true;
        // Never waited for: the requests and their byte belong to the rest of the process's life.
        var calls = _mpi.AllocateRequests(Nodes + 1);
        for (var node = 0; node < Nodes; node++)
        {
            if (node != Node && !_processes[node].HasEnded) _mpi.Send(_mpi.RequestAt(calls, Nodes), 1, node, AliveTag, _mpi.RequestAt(calls, node));
        }

        while (isAlive.Index().Any(node => !node.Item && !_processes[node.Index].HasEnded) && Stopwatch.GetElapsedTime(begin) < RollCall)
        {
            for (var node = _mpi.Probe(AliveTag); node >= 0; node = _mpi.Probe(AliveTag))
            {
                byte nothing;
                nint request;
                _mpi.Receive(&nothing, 1, node, AliveTag, &request);
                while (!_mpi.IsDone(&request)) NativeProcess.Yield();
                isAlive[node] = true;
            }

            NativeProcess.SleepMicroseconds(ShortestNapMicroseconds);
        }

        var lost = Enumerable.Range(0, Nodes).Where(node => !isAlive[node]).ToList();
        foreach (var node in lost) _isLost[node] = true;
        var words = lost.Select(node => _processes[node].HasEnded
            ? $"{_processes[node]} {NodeProcess.Ended}"
            : $"{_processes[node]} has not answered for {waited.TotalSeconds:0.0} s{(_processes[node].IsStopped ? ": it is stopped" : "")}");
        return new NodeLostException(lost, lost.Count == 0 ? "the nodes have lost each other" : string.Join(", ", words));
    }
}
