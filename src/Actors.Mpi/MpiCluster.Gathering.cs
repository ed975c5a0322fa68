using System.Diagnostics;

namespace CxlFabricSim.Actors.Mpi;

/// <content>Taking the nodes' results to one of them; also those of the nodes that are left when one is lost.</content>
public sealed unsafe partial class MpiCluster
{
    private const int LengthTag = 4;
    private const int BytesTag = 5;

    private static readonly TimeSpan PatienceForResultsSoFar = TimeSpan.FromSeconds(5);

    public IReadOnlyList<byte[]?> Gather(byte[] mine)
    {
        if (!IsGatherer)
        {
            Give(mine, Array.IndexOf(_isLost, false));
            return [];
        }

        var all = new byte[]?[Nodes];
        for (var node = 0; node < Nodes; node++)
        {
            if (!_isLost[node]) all[node] = node == Node ? mine : Take(node);
            if (all[node] is null) _isLost[node] = true;
        }

        return all;
    }

    private void Give(byte[] bytes, int node)
    {
        var length = (long)bytes.Length;
        nint request;
        _mpi.Send(&length, sizeof(long), node, LengthTag, &request);
        if (!IsDoneInTime(&request, node)) return;
        fixed (byte* start = bytes)
        {
            _mpi.Send(start, bytes.Length, node, BytesTag, &request);
            IsDoneInTime(&request, node);
        }
    }

    private byte[]? Take(int node)
    {
        long length;
        nint request;
        _mpi.Receive(&length, sizeof(long), node, LengthTag, &request);
        if (!IsDoneInTime(&request, node)) return null;
        var bytes = GC.AllocateUninitializedArray<byte>((int)length, pinned: true);
        fixed (byte* start = bytes)
        {
            _mpi.Receive(start, bytes.Length, node, BytesTag, &request);
            return IsDoneInTime(&request, node) ? bytes : null;
        }
    }

    // A request that is never done keeps its place on the stack for good only where the process is about to end anyway.
    private bool IsDoneInTime(void* request, int node)
    {
        var begin = Stopwatch.GetTimestamp();
        var patience = _isLost.Contains(true) ? PatienceForResultsSoFar : Patience;
        while (!_mpi.IsDone(request))
        {
            if (Stopwatch.GetElapsedTime(begin) > patience || _processes[node].HasEnded && !_mpi.IsDone(request)) return false;
            NativeProcess.SleepMicroseconds(ShortestNapMicroseconds);
        }

        return true;
    }
}
