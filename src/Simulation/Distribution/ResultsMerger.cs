using CxlFabricSim.Actors;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Results;

namespace CxlFabricSim.Simulation.Distribution;

/// <summary>Makes one of the results of all nodes: of each actor what its own node says. A lost node's actors have nothing but zeros.</summary>
internal sealed class ResultsMerger(BuiltFabric fabric, IReadOnlyList<int> nodeOfActor, IReadOnlyList<RunResults?> parts, RunResults own)
{
    /// <param name="names">Of all that was sampled, in order.</param>
    public RunResults Merge(IReadOnlyList<string> names)
    {
        var hosts = fabric.Hosts.Values.ToList();
        var switches = fabric.Switches.Values.ToList();
        var devices = fabric.Devices.Values.ToList();
        return own with
        {
            Hosts = [.. hosts.Select((host, index) => Of(host).Hosts[index])],
            Links = [.. own.Links.Select((link, index) => Of(SenderOf(link)).Links[index])],
            Switches = [.. switches.Select((@switch, index) => Of(@switch).Switches[index])],
            Devices = [.. devices.Select((device, index) => Of(device).Devices[index])],
            Rebalance = fabric.Manager is { } manager ? Of(manager).Rebalance : null,
            Samples = own.Samples is null ? null : MergeSamples(names),
        };
    }

    private RunResults Of(Actor actor) => parts[nodeOfActor[actor.Id]] ?? own;

    private Actor SenderOf(LinkResults link) => (link.Direction == LinkDirection.Down ? fabric.Links[link.Name].Down : fabric.Links[link.Name].Up).Owner;

    private RunSamples MergeSamples(IReadOnlyList<string> names)
    {
        var samples = parts.Select(part => part?.Samples).OfType<RunSamples>().Where(part => part.Series.Count > 0).ToList();
        var series = samples.SelectMany(part => part.Series).ToDictionary(one => one.Name, StringComparer.Ordinal);
        return samples.Count == 0 ? own.Samples! : samples[0] with { Series = [.. names.Where(series.ContainsKey).Select(name => series[name])] };
    }
}
