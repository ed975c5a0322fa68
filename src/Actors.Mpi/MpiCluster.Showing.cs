using System.Buffers.Binary;
using System.Diagnostics;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Mpi;

/// <content>
/// Progress goes to the first node beside the rounds. Nobody waits for it: a node leaves out what it has to say while the last is under way.
/// Little-endian: time i64 in picoseconds, events i64, ticks waited i64, bytes sent i64.
/// </content>
public sealed unsafe partial class MpiCluster
{
    private const int ShowTag = 6;
    private const int ShownBytes = 32;

    private static readonly TimeSpan BetweenShows = TimeSpan.FromMilliseconds(200);

    private readonly byte[] _shownBytes = GC.AllocateArray<byte>(ShownBytes, pinned: true);
    private NodeProgress[] _shown = [];
    private long _agreedAt;
    private long _shownAt;

    /// <summary>Of the first node: a new list with every piece of news.</summary>
    public IReadOnlyList<NodeProgress> Shown => Volatile.Read(ref _shown);

    public bool IsShowDue => Stopwatch.GetElapsedTime(_shownAt, _agreedAt) > BetweenShows;

    public void Show(in NodeProgress own)
    {
        _shownAt = _agreedAt;
        if (Node != 0)
        {
            if (_mpi.IsDone(_showRequest)) SendShown(own);
            return;
        }

        var shown = new NodeProgress[Nodes];
        _shown.CopyTo(shown, 0);
        shown[0] = own;
        for (var node = _mpi.Probe(ShowTag); node >= 0; node = _mpi.Probe(ShowTag)) shown[node] = TakeShown(node);
        Volatile.Write(ref _shown, shown);
    }

    private void SendShown(in NodeProgress own)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_shownBytes, own.Time.Picoseconds);
        BinaryPrimitives.WriteInt64LittleEndian(_shownBytes.AsSpan(8), own.Events);
        BinaryPrimitives.WriteInt64LittleEndian(_shownBytes.AsSpan(16), own.Spent.Waited.Ticks);
        BinaryPrimitives.WriteInt64LittleEndian(_shownBytes.AsSpan(24), own.Spent.Bytes);
        fixed (byte* bytes = _shownBytes) _mpi.Send(bytes, ShownBytes, 0, ShowTag, _showRequest);
    }

    // It has come already.
    private NodeProgress TakeShown(int node)
    {
        var bytes = stackalloc byte[ShownBytes];
        nint request;
        _mpi.Receive(bytes, ShownBytes, node, ShowTag, &request);
        while (!_mpi.IsDone(&request)) NativeProcess.Yield();
        var shown = new ReadOnlySpan<byte>(bytes, ShownBytes);
        return new NodeProgress(
            new SimTime(BinaryPrimitives.ReadInt64LittleEndian(shown)),
            BinaryPrimitives.ReadInt64LittleEndian(shown[8..]),
            new ClusterTime(new TimeSpan(BinaryPrimitives.ReadInt64LittleEndian(shown[16..])), BinaryPrimitives.ReadInt64LittleEndian(shown[24..])));
    }
}
