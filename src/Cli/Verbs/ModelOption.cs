using System.CommandLine;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Cli.Verbs;

/// <summary>Which timing model a scenario runs in.</summary>
internal static class ModelOption
{
    private const string Full = "full";
    private const string Simple = "simple";

    public static Option<string> Create()
    {
        var option = new Option<string>("--model")
        {
            Description = "The timing model: full, or simple (constant latencies and bandwidths, no flits, banks or account of where time goes).",
            HelpName = $"{Full}|{Simple}",
            DefaultValueFactory = _ => Full,
        };
        option.AcceptOnlyFromAmong(Full, Simple);
        return option;
    }

    public static Scenario Apply(string? model, Scenario scenario) => model == Simple ? SimpleTiming.Of(scenario) : scenario;

    public static bool IsSimple(string? model) => model == Simple;
}
