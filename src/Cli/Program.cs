using CxlFabricSim.Cli;
using CxlFabricSim.Cli.Nodes;

var surroundings = Surroundings.OfThisProcess();
return NodeOutcome.Tell(CommandLine.Invoke(args, surroundings), surroundings.Environment);
