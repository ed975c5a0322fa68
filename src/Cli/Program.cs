using CxlFabricSim.Cli;

return CommandLine.Invoke(args, Surroundings.OfThisProcess());
