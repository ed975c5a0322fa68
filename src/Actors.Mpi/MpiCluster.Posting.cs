using System.Diagnostics;
using System.Runtime.InteropServices;
using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Actors.Mpi;

/// <content>
/// Letters beside the rounds. An empty one only says that a node is alive: each says it to each every second, because a node on another
/// machine cannot be looked at.
/// </content>
public sealed unsafe partial class MpiCluster : INodePost
{
    private const int LetterTag = 7;
    private const uint RestMicroseconds = 2000;

    private static readonly TimeSpan BetweenGreetings = TimeSpan.FromSeconds(1);

    private readonly List<Letter> _underWay = [];
    private readonly Dictionary<int, string> _losses = [];
    private long[] _heard = [];
    private long _greeted;
    private long _looked;

    public void Send(int node, ReadOnlySpan<byte> letter)
    {
        if (_isLost[node]) return;
        var sent = new Letter(letter, _mpi.AllocateRequests(1));
        _underWay.Add(sent);
        _mpi.Send(sent.Bytes, letter.Length, node, LetterTag, sent.Request);
    }

    public bool TryReceive(out int from, out byte[] letter)
    {
        Greet();
        ForgetArrived();
        while ((from = _mpi.Probe(LetterTag, out var length)) >= 0)
        {
            letter = TakeLetter(from, length);
            _heard[from] = Stopwatch.GetTimestamp();
            if (length > 0) return true;
        }

        letter = [];
        return false;
    }

    public string? LossOf(int node) => _losses.GetValueOrDefault(node);

    public void GiveUp(int node) => Lose(node, "is lost to others");

    public void Rest() => NativeProcess.SleepMicroseconds(RestMicroseconds);

    private void Greet()
    {
        if (_heard.Length == 0)
        {
            _heard = new long[Nodes];
            Array.Fill(_heard, Stopwatch.GetTimestamp());
        }

        if (Stopwatch.GetElapsedTime(_looked) > BetweenLooksAround) LookAround();
        if (Stopwatch.GetElapsedTime(_greeted) < BetweenGreetings) return;
        _greeted = Stopwatch.GetTimestamp();
        for (var node = 0; node < Nodes; node++)
        {
            if (node != Node) Send(node, []);
        }
    }

    private void LookAround()
    {
        _looked = Stopwatch.GetTimestamp();
        for (var node = 0; node < Nodes; node++)
        {
            if (node == Node || _isLost[node]) continue;
            var silence = Stopwatch.GetElapsedTime(_heard[node]);
            if (_processes[node].HasEnded) Lose(node, NodeProcess.Ended);
            else if (silence > _patience) Lose(node, $"has not been heard of for {silence.TotalSeconds:0.0} s{(_processes[node].IsStopped ? ": it is stopped" : "")}");
        }
    }

    private void Lose(int node, string how)
    {
        if (_isLost[node]) return;
        _isLost[node] = true;
        _losses[node] = $"{_processes[node]} {how}";
    }

    private void ForgetArrived()
    {
        for (var index = _underWay.Count - 1; index >= 0; index--)
        {
            if (!_mpi.IsDone(_underWay[index].Request)) continue;
            _underWay[index].Free();
            _underWay.RemoveAt(index);
        }
    }

    private byte[] TakeLetter(int node, int length)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(Math.Max(1, length), pinned: true);
        nint request;
        fixed (byte* start = bytes)
        {
            _mpi.Receive(start, length, node, LetterTag, &request);
            var begin = Stopwatch.GetTimestamp();
            while (!_mpi.IsDone(&request))
            {
                // The rest of a long letter never comes from a process that is over; its place stays taken for as long as this one lives.
                if (_processes[node].HasEnded && Stopwatch.GetElapsedTime(begin) > BetweenGreetings) return [];
                NativeProcess.Yield();
            }
        }

        return bytes.AsSpan(0, length).ToArray();
    }

    /// <summary>A letter and its request, where they stay until it has arrived.</summary>
    private sealed class Letter
    {
        public Letter(ReadOnlySpan<byte> bytes, void* request)
        {
            Bytes = (byte*)NativeMemory.Alloc((nuint)bytes.Length + 1);
            Request = request;
            bytes.CopyTo(new Span<byte>(Bytes, bytes.Length));
        }

        public byte* Bytes { get; }

        public void* Request { get; }

        public void Free()
        {
            NativeMemory.Free(Bytes);
            NativeMemory.Free(Request);
        }
    }
}
