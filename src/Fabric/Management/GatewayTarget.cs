using CxlFabricSim.Components.Mailbox;

namespace CxlFabricSim.Fabric.Management;

/// <summary>A component that the gateway leads to.</summary>
/// <param name="Name">Its name in the fabric.</param>
/// <param name="Port">The gateway's port to the component's management interface; -1 for none.</param>
/// <param name="Own">Commands that are answered at the gateway, about what never changes; those that it does not know go to the port.</param>
public sealed record GatewayTarget(string Name, int Port, CommandTable? Own = null);
