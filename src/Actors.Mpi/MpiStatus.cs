using System.Runtime.InteropServices;

namespace CxlFabricSim.Actors.Mpi;

/// <summary>What Open MPI says of a message (<c>struct ompi_status_public_t</c>).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MpiStatus
{
    public int Source;
    public int Tag;
    public int Error;
    public int Cancelled;
    public nuint Count;
}
