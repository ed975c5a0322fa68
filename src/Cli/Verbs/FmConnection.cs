using System.CommandLine;
using System.Globalization;
using System.Net;
using CxlFabricSim.Protocol.Mctp;
using CxlFabricSim.Simulation;
using CxlFabricSim.Simulation.Serving;

namespace CxlFabricSim.Cli.Verbs;

/// <summary>The options by which verbs reach a component of a fabric that is served.</summary>
internal static class FmConnection
{
    public static Option<string?> CreateOption() => new("--connect")
    {
        Description = "The listener of a component, as cxlsim serve prints it, for example 127.0.0.1:2508.",
        HelpName = "HOST:PORT",
    };

    public static Option<ManagementDialect> CreateDialectOption() => new("--dialect")
    {
        Description = "How the listener words CCI messages: spec or jrlabs.",
        HelpName = "NAME",
        DefaultValueFactory = _ => ManagementDialect.Spec,
    };

    /// <summary>Connects.</summary>
    /// <param name="address">Host and port.</param>
    /// <param name="dialect">The listener's.</param>
    public static ManagementClient Open(string address, ManagementDialect dialect)
    {
        var colon = address.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(address[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is 0 or > IPEndPoint.MaxPort)
            throw new ScenarioException($"\"{address}\" is not a host and a port; for example 127.0.0.1:2508");
        return new ManagementClient(address[..colon].Trim('[', ']'), port, dialect);
    }
}
