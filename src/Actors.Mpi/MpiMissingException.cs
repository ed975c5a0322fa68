namespace CxlFabricSim.Actors.Mpi;

/// <summary>Several nodes are asked for where there is no MPI, or one that this program does not speak.</summary>
public sealed class MpiMissingException(string found)
    : Exception($"{found}; several nodes need Open MPI 4 (Debian, Ubuntu: apt-get install openmpi-bin libopenmpi3) or MPICH (mpich)");
