namespace CxlFabricSim.Cli.Nodes;

/// <summary>This build has no Akka engine.</summary>
internal sealed class EngineMissingException() : Exception(
    "this build has no Akka engine: where your feed has Akka.NET, dotnet build CxlFabricSim.Akka.sln -c Release -p:WithAkka=true makes one that has (docs/akka.md); --engine embedded and mpi are here");
