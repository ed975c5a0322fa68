namespace CxlFabricSim.Actors.Akka;

/// <summary>A run in which this process takes part.</summary>
/// <param name="Cluster">The nodes.</param>
/// <param name="Job">What to run.</param>
/// <param name="Settings">Of the scenario, beside those in the job's arguments, as --set gives them.</param>
public sealed record StartedRun(AkkaCluster Cluster, Job Job, IReadOnlyList<string> Settings);
