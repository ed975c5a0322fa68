using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Scenarios.Loading;
using CxlFabricSim.Simulation.Scenarios.Templates;
using CxlFabricSim.Simulation.Scenarios.Topology;

namespace CxlFabricSim.Simulation.Scenarios.Validation;

/// <summary>Finds what a scenario's values say that cannot be built or run, beyond what each value shows by itself.</summary>
internal static class ScenarioValidator
{
    /// <summary>All mistakes, apart from those that only follow from values that could not be read. Spells out a topology that has none.</summary>
    public static IReadOnlyList<ScenarioError> Validate(
        ref Scenario scenario, Func<string, SourcePosition> locate, IReadOnlyCollection<string> unread, bool looksAtFiles)
    {
        MadeParts? made = null;
        if (scenario.Topology is { } topology)
        {
            var shape = new Findings(locate, unread);
            if (!unread.Any(IsOfShape)) TopologyRules.Check(new RuleContext(scenario, FabricPaths.Of(scenario), shape), topology);
            if (shape.Errors.Count > 0 || unread.Any(IsOfShape)) return [.. shape.Errors, .. CheckBesideTopology(scenario, locate, unread)];
            made = new MadeParts(scenario);
            scenario = TopologyTemplate.Expand(scenario) with { Locate = path => locate(made.OriginOf(path) ?? path) };
        }

        var findings = new Findings(locate, unread, made);
        var context = new RuleContext(scenario, FabricPaths.Of(scenario), findings, looksAtFiles);
        if (scenario.Duration is { } duration) context.Positive("duration", duration);
        if (scenario.Sampling is { } sampling) context.Positive("sampling:interval", sampling.Interval);
        if (scenario.Hosts.Count == 0 && !findings.IsListUnread("hosts")) findings.Add("hosts", "there is no host", "hosts, each with a name, or a topology");
        if (scenario.Devices.Count == 0 && !findings.IsListUnread("devices")) findings.Add("devices", "there is no device", "devices, each with a name, or a topology");
        DeviceRules.Check(context);
        LinkRules.Check(context);
        SwitchRules.Check(context);
        FabricRules.Check(context);
        HostRules.Check(context);
        ManagerRules.Check(context);
        ManagementRules.Check(context);
        RebalanceRules.Check(context);
        PlacementRules.Check(context);
        CountRules.Check(context);
        CheckDirectAttach(context);
        CheckExpectations(context);
        return findings.Errors;
    }

    // What all hosts, switches or devices have alike does not decide which there are.
    private static bool IsOfShape(string unread) =>
        KeyPath.IsAtOrBelow(unread, "topology")
        && !KeyPath.IsAtOrBelow(unread, "topology:host") && !KeyPath.IsAtOrBelow(unread, "topology:switch") && !KeyPath.IsAtOrBelow(unread, "topology:device");

    // While nobody knows which hosts and devices there are, the rest can still be wrong.
    private static IReadOnlyList<ScenarioError> CheckBesideTopology(Scenario scenario, Func<string, SourcePosition> locate, IReadOnlyCollection<string> unread)
    {
        var findings = new Findings(locate, [.. unread, "hosts", "switches", "devices", "links"]);
        var context = new RuleContext(scenario, FabricPaths.Of(scenario), findings);
        if (scenario.Duration is { } duration) context.Positive("duration", duration);
        LinkRules.Check(context);
        ManagerRules.Check(context);
        return findings.Errors;
    }

    // Only a switch's downstream port can carry LD-IDs ("Multi-Logical Device").
    private static void CheckDirectAttach(RuleContext context)
    {
        foreach (var path in context.Paths.All.Where(path => path.Hops.Count == 0 && DeviceHeads.LogicalDevicesOfHead(context.Scenario.Devices[path.Device]) > 1))
        {
            context.Findings.Add(
                KeyPath.Of("devices", path.Device, "logicalDevices"), $"{path.Device} has several logical devices and no switch above it",
                "1 for each head that is attached directly", KeyPath.Of("links", path.RootLink));
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
