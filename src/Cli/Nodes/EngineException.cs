namespace CxlFabricSim.Cli.Nodes;

/// <summary>The Akka engine cannot do what was asked: it is not there, or its settings cannot be read. The user can mend it.</summary>
internal sealed class EngineException(string message, Exception? inner = null) : Exception(message, inner)
{
    public static EngineException NotBuiltIn() => new(
        "this build has no Akka engine: where your feed has Akka.NET, dotnet build CxlFabricSim.Akka.sln -c Release -p:WithAkka=true makes one that has (docs/akka.md); --engine embedded and mpi are here");
}
