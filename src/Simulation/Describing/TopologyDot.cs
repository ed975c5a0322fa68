using System.Globalization;
using System.Text;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Scenarios.Topology;

namespace CxlFabricSim.Simulation.Describing;

/// <summary>
/// A fabric as Graphviz text: hosts and switches are clusters, links are edges with bandwidth and latency, and what a virtual switch
/// binds together is dashed.
/// </summary>
public sealed class TopologyDot
{
    private readonly Scenario _scenario;
    private readonly HashSet<string> _portsAtDevices;
    private readonly StringBuilder _text = new();

    private TopologyDot(Scenario scenario)
    {
        _scenario = scenario;
        _portsAtDevices = [.. scenario.Links.Values.Where(link => DeviceHeads.IsAtDevice(scenario, LinkEnd.Parse(link.To))).Select(link => link.From)];
    }

    /// <param name="scenario">One without mistakes.</param>
    public static string Of(Scenario scenario)
    {
        var dot = new TopologyDot(scenario);
        dot.Write();
        return dot._text.ToString();
    }

    private void Write()
    {
        Line(0, $"graph {Quoted(_scenario.Name)} {{");
        Line(1, "rankdir=TB; node [shape=box, fontname=\"sans-serif\"]; edge [fontname=\"sans-serif\", fontsize=10];");
        foreach (var (name, host) in _scenario.Hosts) WriteHost(name, host);
        foreach (var (name, options) in _scenario.Switches) WriteSwitch(name, options);
        foreach (var (name, device) in _scenario.Devices) Line(1, $"{Quoted(name)} [shape=cylinder, label={Quoted(DeviceLabel(name, device))}];");
        foreach (var (name, link) in _scenario.Links)
        {
            var type = _scenario.LinkTypes[link.Type];
            var end = LinkEnd.Parse(link.To);
            var isHead = end.Port.Length > 0 && DeviceHeads.IsAtDevice(_scenario, end);
            var head = isHead ? $", {end.Port}" : "";
            Line(1, $"{Quoted(link.From)} -- {Quoted(isHead ? end.Owner : link.To)} [label={Quoted($"{name}{head}\n{TopologyWords.Rate(new Bandwidth(type.Rate))}, {type.Latency.Total}")}];");
        }

        Line(0, "}");
    }

    private void WriteHost(string name, HostOptions host)
    {
        BeginCluster($"cluster host {name}", $"host {name}");
        foreach (var (bridge, ports) in host.Bridges)
        {
            Line(2, $"{Quoted($"{name} bridge {bridge}")} [label={Quoted($"host bridge {bridge}")}];");
            foreach (var port in ports)
            {
                Line(2, $"{Quoted($"{name}.{port}")} [label={Quoted(port)}];");
                Line(2, $"{Quoted($"{name} bridge {bridge}")} -- {Quoted($"{name}.{port}")};");
            }
        }

        Line(1, "}");
    }

    private void WriteSwitch(string name, SwitchOptions options)
    {
        BeginCluster($"cluster switch {name}", $"switch {name}, {options.Latency}");
        foreach (var port in options.Ports) Line(2, $"{Quoted($"{name}.{port}")} [label={Quoted(port)}];");
        foreach (var (vcs, settings) in options.Vcs)
        {
            var node = Quoted($"{name} vcs {vcs}");
            Line(2, $"{node} [shape=ellipse, label={Quoted($"VCS {vcs}{Remote(settings)}")}];");
            Line(2, $"{Quoted($"{name}.{settings.Upstream}")} -- {node} [style=dashed];");
            for (var index = 0; index < settings.Vppbs.Count; index++)
            {
                var vppb = settings.Vppbs[index];
                if (vppb.Port.Length == 0) continue;
                var label = string.Create(CultureInfo.InvariantCulture, $"vPPB {index}{(_portsAtDevices.Contains($"{name}.{vppb.Port}") ? $", LD {vppb.Ld}" : "")}");
                Line(2, $"{node} -- {Quoted($"{name}.{vppb.Port}")} [style=dashed, label={Quoted(label)}];");
            }
        }

        Line(1, "}");
    }

    // As edges these would cover everything else: a spine-leaf fabric has one for each host and device.
    private static string Remote(VcsOptions vcs) => vcs.Vppbs.Count(vppb => vppb.Device.Length > 0) is > 0 and var count
        ? string.Create(CultureInfo.InvariantCulture, $"\nvPPBs by id: {count}")
        : "";

    private static string DeviceLabel(string name, DeviceOptions device)
    {
        var lds = device.LogicalDevices == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"{device.LogicalDevices} LDs, each ");
        return $"{name}\n{lds}{TopologyWords.Capacity(device)}";
    }

    private void BeginCluster(string id, string label)
    {
        Line(1, $"subgraph {Quoted(id)} {{");
        Line(2, $"cluster=true; label={Quoted(label)};");
    }

    private void Line(int depth, string text) => _text.Append(' ', depth * 2).Append(text).Append('\n');

    /// <summary>A quoted string of the language: only the quote and the backslash need one in front.</summary>
    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
