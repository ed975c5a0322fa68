using System.Net;
using CxlFabricSim.Simulation.Scenarios.Loading;
using CxlFabricSim.Simulation.Serving;

namespace CxlFabricSim.Simulation.Scenarios.Validation;

/// <summary>Where a served fabric can listen.</summary>
internal static class ManagementRules
{
    private const string Key = "management";

    public static void Check(RuleContext context)
    {
        var options = context.Scenario.Management;
        CheckAddress(context, KeyPath.Of(Key, "listen"), options.Listen);
        context.InRange(KeyPath.Of(Key, "port"), options.Port, 0, IPEndPoint.MaxPort);
        var components = context.Scenario.Switches.Keys.Concat(context.Scenario.Devices.Keys).ToList();
        foreach (var (name, endpoint) in options.Endpoints)
        {
            var path = KeyPath.Of(Key, "endpoints", name);
            context.Known(path, "switch or device", name, components, "devices", "switches");
            if (endpoint.Listen.Length > 0) CheckAddress(context, KeyPath.Join(path, "listen"), endpoint.Listen);
            if (endpoint.Port is { } port) context.InRange(KeyPath.Join(path, "port"), port, 0, IPEndPoint.MaxPort);
        }

        if (!context.Findings.IsWrong(Key)) CheckPorts(context);
    }

    private static void CheckAddress(RuleContext context, string path, string address)
    {
        if (!IPAddress.TryParse(address, out _)) context.Findings.Add(path, $"\"{address}\" is not an IP address", "for example 127.0.0.1, or 0.0.0.0 for every interface");
    }

    private static void CheckPorts(RuleContext context)
    {
        var taken = new Dictionary<(string Address, int Port), string>();
        foreach (var (name, place) in ListenerPlace.All(context.Scenario))
        {
            if (place.Port > IPEndPoint.MaxPort)
            {
                context.Findings.Add(KeyPath.Of(Key, "port"), $"{name} would listen at port {place.Port}", $"at most {IPEndPoint.MaxPort - (place.Port - context.Scenario.Management.Port)}, or 0 for any that are free");
                return;
            }

            if (place.Port != 0 && !taken.TryAdd((place.Address.ToString(), place.Port), name))
                context.Findings.Add(KeyPath.Of(Key, "endpoints"), $"{name} and {taken[(place.Address.ToString(), place.Port)]} share {place.Address} port {place.Port}", "a port of its own for each");
        }
    }
}
