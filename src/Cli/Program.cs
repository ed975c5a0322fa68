using CxlFabricSim.Cli;
using CxlFabricSim.Cli.Nodes;

var surroundings = Surroundings.OfThisProcess();
using var sign = surroundings.LifeSign;
return NodeOutcome.Tell(CommandLine.Invoke(args, surroundings), surroundings.Environment);
