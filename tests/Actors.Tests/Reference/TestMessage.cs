namespace CxlFabricSim.Actors.Tests.Reference;

/// <summary>A message as a behaviour sees it. With a record, <see cref="Bytes"/> counts header and record.</summary>
internal sealed record TestMessage(ulong Id, int Class = 0, int Bytes = 64)
{
    public byte[]? Line { get; init; }

    public byte[]? Record { get; init; }
}
