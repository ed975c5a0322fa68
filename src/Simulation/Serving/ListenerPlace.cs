using System.Net;
using CxlFabricSim.Protocol.Mctp;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Serving;

/// <summary>Where one component listens for fabric managers.</summary>
/// <param name="Address">The interface's address.</param>
/// <param name="Port">The TCP port; zero for any that is free.</param>
/// <param name="Dialect">How CCI messages are worded there.</param>
internal sealed record ListenerPlace(IPAddress Address, int Port, ManagementDialect Dialect)
{
    /// <summary>Components with a management interface, in the order of their ports: switches, then devices, by name.</summary>
    public static IEnumerable<string> Components(Scenario scenario) => scenario.Switches.Keys.Concat(scenario.Devices.Keys);

    /// <summary>By component, in that order.</summary>
    public static IEnumerable<(string Name, ListenerPlace Place)> All(Scenario scenario)
    {
        var options = scenario.Management;
        var next = options.Port;
        foreach (var name in Components(scenario))
        {
            var own = options.Endpoints.GetValueOrDefault(name) ?? new EndpointOptions();
            var address = IPAddress.Parse(own.Listen.Length > 0 ? own.Listen : options.Listen);
            yield return (name, new ListenerPlace(address, own.Port ?? next, own.Dialect ?? options.Dialect));
            // A port stays a component's own when another gets one by name.
            if (next != 0) next++;
        }
    }
}
