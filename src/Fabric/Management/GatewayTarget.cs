using CxlFabricSim.Components.Mailbox;

namespace CxlFabricSim.Fabric.Management;

/// <summary>A component that the gateway leads to, over the port of the same number.</summary>
/// <param name="Name">Its name in the fabric.</param>
/// <param name="Own">Commands that are answered at the gateway, about what never changes; those that it does not know go to the component.</param>
public sealed record GatewayTarget(string Name, CommandTable? Own = null);
