namespace CxlFabricSim.Actors.Tests.Reference;

/// <summary>What an entry of an actor's log is about.</summary>
internal enum LogKind
{
    Receive,
    Timer,
    Ready,
    Housekeeping,
    Note,
}
