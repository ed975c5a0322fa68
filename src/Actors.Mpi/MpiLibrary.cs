using System.Runtime.InteropServices;
using System.Text;

namespace CxlFabricSim.Actors.Mpi;

/// <summary>
/// The calls of MPI that we need, found in a library when the first object is made: in that of Open MPI 4 or of MPICH, whichever goes with
/// the program that started the process (<see cref="MpiHandles"/>).
/// </summary>
internal sealed unsafe class MpiLibrary
{
    public const int Nobody = -1;

    private const int Serialized = 2;
    private const int MaxLibraryVersionBytes = 8192;
    private const int MaxErrorBytes = 512;

    // Both have less.
    private const int StatusWords = 16;

    private readonly delegate* unmanaged<void*, int, nint, int, int, nint, void*, int> _isend;
    private readonly delegate* unmanaged<void*, int, nint, int, int, nint, void*, int> _irecv;
    private readonly delegate* unmanaged<int, void*, int*, void*, int> _testAll;
    private readonly delegate* unmanaged<void*, int*, void*, int> _test;
    private readonly delegate* unmanaged<int, int, nint, int*, void*, int> _iprobe;
    private readonly delegate* unmanaged<void*, nint, int*, int> _getCount;
    private readonly delegate* unmanaged<int> _finalize;
    private readonly delegate* unmanaged<nint, int, int> _abort;
    private readonly delegate* unmanaged<int, byte*, int*, int> _errorString;
    private readonly MpiHandles _handles;
    private readonly nint _world;
    private readonly nint _byte;

    /// <param name="isOpenMpi">Or else MPICH.</param>
    public MpiLibrary(bool isOpenMpi)
    {
        _handles = MpiHandles.Find(isOpenMpi);
        var library = _handles.Library;
        (_world, _byte) = (_handles.World, _handles.Byte);
        _isend = (delegate* unmanaged<void*, int, nint, int, int, nint, void*, int>)NativeLibrary.GetExport(library, "MPI_Isend");
        _irecv = (delegate* unmanaged<void*, int, nint, int, int, nint, void*, int>)NativeLibrary.GetExport(library, "MPI_Irecv");
        _testAll = (delegate* unmanaged<int, void*, int*, void*, int>)NativeLibrary.GetExport(library, "MPI_Testall");
        _test = (delegate* unmanaged<void*, int*, void*, int>)NativeLibrary.GetExport(library, "MPI_Test");
        _iprobe = (delegate* unmanaged<int, int, nint, int*, void*, int>)NativeLibrary.GetExport(library, "MPI_Iprobe");
        _getCount = (delegate* unmanaged<void*, nint, int*, int>)NativeLibrary.GetExport(library, "MPI_Get_count");
        _finalize = (delegate* unmanaged<int>)NativeLibrary.GetExport(library, "MPI_Finalize");
        _abort = (delegate* unmanaged<nint, int, int>)NativeLibrary.GetExport(library, "MPI_Abort");
        _errorString = (delegate* unmanaged<int, byte*, int*, int>)NativeLibrary.GetExport(library, "MPI_Error_string");

        // The last partition of a round speaks for its node, on whichever thread that is: one at a time.
        var init = (delegate* unmanaged<int*, byte***, int, int*, int>)NativeLibrary.GetExport(library, "MPI_Init_thread");
        int provided;
        Check(init(null, null, Serialized, &provided));
        Version = AskVersion(library);
        if (provided < Serialized) throw new MpiMissingException($"{Version} was built without support for threads");
        var setHandler = (delegate* unmanaged<nint, nint, int>)NativeLibrary.GetExport(library, "MPI_Comm_set_errhandler");
        Check(setHandler(_world, _handles.ReturnErrors));
        Rank = AskWorld(library, "MPI_Comm_rank");
        Size = AskWorld(library, "MPI_Comm_size");
    }

    public int Rank { get; }

    public int Size { get; }

    /// <summary>For example "Open MPI v4.1.4".</summary>
    public string Version { get; }

    /// <summary>Room for some requests, all of them done.</summary>
    public void* AllocateRequests(int count)
    {
        var requests = (byte*)NativeMemory.AllocZeroed((nuint)count, (nuint)_handles.RequestBytes);
        for (var index = 0; index < count; index++)
        {
            if (_handles.RequestBytes == sizeof(int)) ((int*)requests)[index] = (int)_handles.NoRequest;
            else ((nint*)requests)[index] = _handles.NoRequest;
        }

        return requests;
    }

    /// <summary>One of an array of requests.</summary>
    public void* RequestAt(void* requests, int index) => (byte*)requests + index * _handles.RequestBytes;

    /// <summary>Both the bytes and the request stay where they are until the request is done.</summary>
    public void Send(void* bytes, int count, int target, int tag, void* request) => Check(_isend(bytes, count, _byte, target, tag, _world, request));

    /// <summary>Both the bytes and the request stay where they are until the request is done.</summary>
    public void Receive(void* bytes, int count, int source, int tag, void* request) => Check(_irecv(bytes, count, _byte, source, tag, _world, request));

    public bool AreDone(void* requests, int count)
    {
        int done;
        Check(_testAll(count, requests, &done, (void*)_handles.NoStatus));
        return done != 0;
    }

    public bool IsDone(void* request)
    {
        int done;
        Check(_test(request, &done, (void*)_handles.NoStatus));
        return done != 0;
    }

    /// <summary>Who has sent something of a kind that can be received now; <see cref="Nobody"/> otherwise.</summary>
    public int Probe(int tag) => Probe(tag, out _);

    /// <summary>The same, and how many bytes it is.</summary>
    public int Probe(int tag, out int bytes)
    {
        int found;
        var count = 0;
        var status = stackalloc int[StatusWords];
        Check(_iprobe(_handles.AnySource, tag, _world, &found, status));
        if (found != 0) Check(_getCount(status, _byte, &count));
        bytes = count;
        return found != 0 ? status[_handles.SourceWord] : Nobody;
    }

    /// <summary>Waits until all processes have come so far.</summary>
    public void Finish() => Check(_finalize());

    /// <summary>Ends all processes of the job, this one as well.</summary>
    public void Abort() => Check(_abort(_world, 1));

    private int AskWorld(nint library, string call)
    {
        int answer;
        Check(((delegate* unmanaged<nint, int*, int>)NativeLibrary.GetExport(library, call))(_world, &answer));
        return answer;
    }

    private string AskVersion(nint library)
    {
        var text = stackalloc byte[MaxLibraryVersionBytes];
        int length;
        Check(((delegate* unmanaged<byte*, int*, int>)NativeLibrary.GetExport(library, "MPI_Get_library_version"))(text, &length));
        return Encoding.UTF8.GetString(text, length).Split(',', '\n')[0].Replace(" Version:\t", " ", StringComparison.Ordinal).Trim();
    }

    private void Check(int code)
    {
        if (code == 0) return;
        var text = stackalloc byte[MaxErrorBytes];
        int length;
        throw new InvalidOperationException(_errorString(code, text, &length) == 0 ? Encoding.UTF8.GetString(text, length) : $"MPI error {code}");
    }
}
