using CxlFabricSim.Simulation.Scenarios.Loading;

namespace CxlFabricSim.Simulation.Scenarios.Validation;

/// <summary>What there is only so many of: ids, decoders, and addresses.</summary>
internal static class CountRules
{
    public static void Check(RuleContext context)
    {
        CheckIds(context);
        foreach (var (name, host) in context.Scenario.Hosts)
        {
            CheckDecoders(context, name, host);
            CheckAddresses(context, name, host);
        }
    }

    private static void CheckIds(RuleContext context)
    {
        var ports = context.Scenario.Hosts.Values.Sum(host => host.Bridges.Values.Sum(bridge => bridge.Count));
        var ids = ports + context.Scenario.Devices.Count;
        if (ids > Limits.Ids)
            context.Findings.Add(
                "", $"{ports} root ports and {context.Scenario.Devices.Count} devices", $"at most {Limits.Ids} together: ids have 12 bits");
    }

    // A region takes one decoder of every bridge that it interleaves over, and no more of any switch below.
    private static void CheckDecoders(RuleContext context, string hostName, HostOptions host)
    {
        var regionsOf = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var region in host.Regions.Values)
        {
            var bridges = region.Devices.Select(device => context.Paths.Find(hostName, device)?.Bridge).OfType<string>();
            foreach (var bridge in bridges.Distinct(StringComparer.Ordinal)) regionsOf[bridge] = regionsOf.GetValueOrDefault(bridge) + 1;
        }

        foreach (var (bridge, regions) in regionsOf)
        {
            if (regions > Limits.Decoders)
                context.Findings.Add(
                    KeyPath.Of("hosts", hostName, "regions"), $"{regions} regions behind {bridge}, which has {Limits.Decoders} HDM decoders",
                    $"at most {Limits.Decoders}: show several devices in one region, or add a host bridge");
        }
    }

    private static void CheckAddresses(RuleContext context, string hostName, HostOptions host)
    {
        var bytes = host.Windows.Values.Aggregate(UInt128.Zero, (sum, window) => sum + window.Size.Bytes);
        if (bytes > Limits.WindowBytes)
            context.Findings.Add(
                KeyPath.Of("hosts", hostName, "windows"), "together are larger than host physical addresses reach",
                $"at most {new ByteSize(Limits.WindowBytes)}: addresses have 52 bits");
    }
}
