namespace CxlFabricSim.Hosts;

/// <summary>Whether a function is there, as its host knows it.</summary>
internal enum HostSlot
{
    Present,
    Absent,

    /// <summary>It has come, and its decoders are being programmed.</summary>
    Coming,

    /// <summary>It was asked for, and accesses to it are being drained.</summary>
    Going,
}
