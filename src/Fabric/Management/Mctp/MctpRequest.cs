using CxlFabricSim.Protocol;
using CxlFabricSim.Protocol.Mctp;

namespace CxlFabricSim.Fabric.Management.Mctp;

/// <summary>A command for the component behind an endpoint, and what its answer needs to find the way back.</summary>
public sealed record MctpRequest
{
    internal MctpRequest(MctpMessage message, MctpMessageType type, CciMessage command) => (Message, Type, Command) = (message, type, command);

    /// <summary>As the specification words it, whatever the client's dialect.</summary>
    public CciMessage Command { get; }

    internal MctpMessage Message { get; }

    internal MctpMessageType Type { get; }

    /// <summary>The private message that the command stands for, if it is one.</summary>
    internal EmulatorMessage? Emulator { get; init; }
}
