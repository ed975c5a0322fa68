namespace CxlFabricSim.Devices.Memory;

/// <summary>What stands at a path.</summary>
internal enum FileKind
{
    /// <summary>The system does not tell: opening it will say why.</summary>
    Unknown,
    Missing,
    File,
    Folder,

    /// <summary>A device, pipe or socket.</summary>
    Other,
}
