using System.Runtime.InteropServices;
using System.Text;

namespace CxlFabricSim.Actors.Mpi;

/// <summary>
/// The calls of Open MPI 4 that we need, found in its library when the first object is made. Its handles are the addresses of symbols
/// (mpi.h of Open MPI); MPICH has numbers instead, and is not spoken here.
/// </summary>
internal sealed unsafe class OpenMpi
{
    public const int Nobody = -1;

    private const int AnySource = -1;
    private const string Library = "libmpi.so.40";
    private const int Serialized = 2;
    private const int MaxLibraryVersionBytes = 256;
    private const int MaxErrorBytes = 256;

    private readonly delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> _isend;
    private readonly delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> _irecv;
    private readonly delegate* unmanaged<int, nint*, int*, void*, int> _testAll;
    private readonly delegate* unmanaged<nint*, int*, void*, int> _test;
    private readonly delegate* unmanaged<int, int, nint, int*, MpiStatus*, int> _iprobe;
    private readonly delegate* unmanaged<MpiStatus*, nint, int*, int> _getCount;
    private readonly delegate* unmanaged<int> _finalize;
    private readonly delegate* unmanaged<nint, int, int> _abort;
    private readonly delegate* unmanaged<int, byte*, int*, int> _errorString;
    private readonly nint _world;
    private readonly nint _byte;

    public OpenMpi()
    {
        if (!NativeLibrary.TryLoad(Library, out var library)) throw new MpiMissingException($"there is no {Library}");
        if (!NativeLibrary.TryGetExport(library, "ompi_mpi_comm_world", out _world)) throw new MpiMissingException($"{Library} is not that of Open MPI");
        _byte = NativeLibrary.GetExport(library, "ompi_mpi_byte");
        NoRequest = NativeLibrary.GetExport(library, "ompi_request_null");
        _isend = (delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)NativeLibrary.GetExport(library, "MPI_Isend");
        _irecv = (delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)NativeLibrary.GetExport(library, "MPI_Irecv");
        _testAll = (delegate* unmanaged<int, nint*, int*, void*, int>)NativeLibrary.GetExport(library, "MPI_Testall");
        _test = (delegate* unmanaged<nint*, int*, void*, int>)NativeLibrary.GetExport(library, "MPI_Test");
        _iprobe = (delegate* unmanaged<int, int, nint, int*, MpiStatus*, int>)NativeLibrary.GetExport(library, "MPI_Iprobe");
        _getCount = (delegate* unmanaged<MpiStatus*, nint, int*, int>)NativeLibrary.GetExport(library, "MPI_Get_count");
        _finalize = (delegate* unmanaged<int>)NativeLibrary.GetExport(library, "MPI_Finalize");
        _abort = (delegate* unmanaged<nint, int, int>)NativeLibrary.GetExport(library, "MPI_Abort");
        _errorString = (delegate* unmanaged<int, byte*, int*, int>)NativeLibrary.GetExport(library, "MPI_Error_string");

        // The last partition of a round speaks for its node, on whichever thread that is: one at a time.
        var init = (delegate* unmanaged<int*, byte***, int, int*, int>)NativeLibrary.GetExport(library, "MPI_Init_thread");
        int provided;
        Check(init(null, null, Serialized, &provided));
        if (provided < Serialized) throw new MpiMissingException($"{Library} was built without support for threads");
        var setHandler = (delegate* unmanaged<nint, nint, int>)NativeLibrary.GetExport(library, "MPI_Comm_set_errhandler");
        Check(setHandler(_world, NativeLibrary.GetExport(library, "ompi_mpi_errors_return")));
        Rank = AskWorld(library, "MPI_Comm_rank");
        Size = AskWorld(library, "MPI_Comm_size");
        Version = AskVersion(library);
    }

    public int Rank { get; }

    public int Size { get; }

    /// <summary>For example "Open MPI v4.1.4".</summary>
    public string Version { get; }

    /// <summary>Stands for a request that is done.</summary>
    public nint NoRequest { get; }

    /// <summary>Both the bytes and the request stay where they are until the request is done.</summary>
    public void Send(void* bytes, int count, int target, int tag, nint* request) => Check(_isend(bytes, count, _byte, target, tag, _world, request));

    /// <summary>Both the bytes and the request stay where they are until the request is done.</summary>
    public void Receive(void* bytes, int count, int source, int tag, nint* request) => Check(_irecv(bytes, count, _byte, source, tag, _world, request));

    public bool AreDone(nint* requests, int count)
    {
        int done;
        Check(_testAll(count, requests, &done, null));
        return done != 0;
    }

    public bool IsDone(nint* request)
    {
        int done;
        Check(_test(request, &done, null));
        return done != 0;
    }

    /// <summary>Who has sent something of a kind that can be received now; <see cref="Nobody"/> otherwise.</summary>
    public int Probe(int tag) => Probe(tag, out _);

    /// <summary>The same, and how many bytes it is.</summary>
    public int Probe(int tag, out int bytes)
    {
        int found;
        var (status, count) = (default(MpiStatus), 0);
        Check(_iprobe(AnySource, tag, _world, &found, &status));
        if (found != 0) Check(_getCount(&status, _byte, &count));
        bytes = count;
        return found != 0 ? status.Source : Nobody;
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
        return Encoding.UTF8.GetString(text, length).Split(',')[0];
    }

    private void Check(int code)
    {
        if (code == 0) return;
        var text = stackalloc byte[MaxErrorBytes];
        int length;
        throw new InvalidOperationException(_errorString(code, text, &length) == 0 ? Encoding.UTF8.GetString(text, length) : $"MPI error {code}");
    }
}
