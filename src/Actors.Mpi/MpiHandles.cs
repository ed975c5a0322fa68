using System.Runtime.InteropServices;

namespace CxlFabricSim.Actors.Mpi;

/// <summary>
/// In what the two families of MPI libraries differ: their calls have the same names and arguments, but handles are the addresses of symbols
/// in Open MPI 4 (its mpi.h), and numbers in MPICH and all that share its binary interface.
/// </summary>
internal sealed record MpiHandles
{
    private const string OpenMpiLibrary = "libmpi.so.40";

    // The second name is that of the MPICH ABI Compatibility Initiative.
    private static readonly string[] MpichLibraries = ["libmpich.so.12", "libmpi.so.12"];

    public required nint Library { get; init; }

    public required nint World { get; init; }

    public required nint Byte { get; init; }

    /// <summary>A request that is done.</summary>
    public required nint NoRequest { get; init; }

    /// <summary>What a request takes in an array of them.</summary>
    public required int RequestBytes { get; init; }

    public required nint ReturnErrors { get; init; }

    public required int AnySource { get; init; }

    /// <summary>Which 32-bit word of a status is the source of the message.</summary>
    public required int SourceWord { get; init; }

    /// <summary>Instead of an address for a status: nobody wants it.</summary>
    public required nint NoStatus { get; init; }

    /// <summary>Those of the library that goes with the program that started this process.</summary>
    /// <exception cref="MpiMissingException">There is no such library.</exception>
    public static MpiHandles Find(bool isOpenMpi) => isOpenMpi ? OfOpenMpi() : OfMpich();

    private static MpiHandles OfOpenMpi()
    {
        if (!NativeLibrary.TryLoad(OpenMpiLibrary, out var library)) throw new MpiMissingException($"there is no {OpenMpiLibrary}");
        if (!NativeLibrary.TryGetExport(library, "ompi_mpi_comm_world", out var world)) throw new MpiMissingException($"{OpenMpiLibrary} is not that of Open MPI");
        return new MpiHandles
        {
            Library = library,
            World = world,
            Byte = NativeLibrary.GetExport(library, "ompi_mpi_byte"),
            NoRequest = NativeLibrary.GetExport(library, "ompi_request_null"),
            RequestBytes = nint.Size,
            ReturnErrors = NativeLibrary.GetExport(library, "ompi_mpi_errors_return"),
            AnySource = -1,
            SourceWord = 0,
            NoStatus = 0,
        };
    }

    private static MpiHandles OfMpich()
    {
        foreach (var name in MpichLibraries)
        {
            if (!NativeLibrary.TryLoad(name, out var library)) continue;
            return new MpiHandles
            {
                Library = library,
                World = 0x44000000,
                Byte = 0x4c00010d,
                NoRequest = 0x2c000000,
                RequestBytes = sizeof(int),
                ReturnErrors = 0x54000001,
                AnySource = -2,
                SourceWord = 2,
                NoStatus = 1,
            };
        }

        throw new MpiMissingException($"there is neither {string.Join(" nor ", MpichLibraries)}");
    }
}
