using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Scenarios.Loading;
using CxlFabricSim.Simulation.Scenarios.Topology;

namespace CxlFabricSim.Simulation.Scenarios.Validation;

/// <summary>Finds what a scenario's values say that cannot be built or run, beyond what each value shows by itself.</summary>
internal static class ScenarioValidator
{
    /// <summary>All mistakes, apart from those that only follow from values that could not be read.</summary>
    public static IReadOnlyList<ScenarioError> Validate(
        Scenario scenario, Func<string, SourcePosition> locate, IReadOnlyCollection<string> unread)
    {
        var findings = new Findings(locate, unread);
        var context = new RuleContext(scenario, FabricPaths.Of(scenario), findings);
        if (scenario.Duration is { } duration) context.Positive("duration", duration);
        DeviceRules.Check(context);
        LinkRules.Check(context);
        SwitchRules.Check(context);
        HostRules.Check(context);
        ManagerRules.Check(context);
        CountRules.Check(context);
        CheckDirectAttach(context);
        CheckExpectations(context);
        return findings.Errors;
    }

    // Only a switch's downstream port can carry LD-IDs ("Multi-Logical Device").
    private static void CheckDirectAttach(RuleContext context)
    {
        foreach (var path in context.Paths.All.Where(path => path.Switch is null && context.Scenario.Devices[path.Device].LogicalDevices > 1))
        {
            context.Findings.Add(
                KeyPath.Of("devices", path.Device, "logicalDevices"), $"{path.Device} has several logical devices and no switch above it",
                "1 where a device is attached directly", KeyPath.Of("links", path.RootLink));
        }
    }

    private static void CheckExpectations(RuleContext context)
    {
        var metrics = RunMetrics.Of(EmptyResults.Of(context.Scenario)).ToDictionary(metric => metric.Name, StringComparer.Ordinal);
        for (var i = 0; i < context.Scenario.Expectations.Count; i++)
        {
            if (ExpectationEvaluator.Misfit(context.Scenario.Expectations[i], metrics) is var (found, wouldDo))
                context.Findings.Add(KeyPath.Of("expectations", i), found, wouldDo);
        }
    }
}
