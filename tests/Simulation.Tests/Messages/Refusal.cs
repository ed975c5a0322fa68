namespace CxlFabricSim.Simulation.Tests.Messages;

/// <summary>What the operating system refuses to a <see cref="RefusingThread"/>.</summary>
internal enum Refusal
{
    /// <summary>To reserve room in a file: the file system has no such call.</summary>
    Reservation,

    /// <summary>To reserve room in a file, or to write a block of 2 MiB: the disk is full.</summary>
    Room,

    /// <summary>To make a file 512 MiB long: the file system has no files so large.</summary>
    Growth,
}
