using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Components.Decoding;
using CxlFabricSim.Devices;
using CxlFabricSim.Fabric.Management;
using CxlFabricSim.Fabric.Switching;
using CxlFabricSim.Hosts;

namespace CxlFabricSim.Simulation.Building;

/// <summary>A scenario's fabric, ready to run once. Disposing it gives the devices' memory back.</summary>
internal sealed class BuiltFabric : IDisposable
{
    public required Model Model { get; init; }

    public required IReadOnlyDictionary<string, HostActor> Hosts { get; init; }

    public required IReadOnlyDictionary<string, SwitchActor> Switches { get; init; }

    public required IReadOnlyDictionary<string, Type3DeviceActor> Devices { get; init; }

    /// <summary>Null when the scenario gives the fabric manager nothing to do.</summary>
    public required FabricManagerActor? Manager { get; init; }

    /// <summary>The way in from outside; null in a run that nobody outside speaks to.</summary>
    public ManagementGateway? Gateway { get; init; }

    /// <summary>Each link's two directions: towards the device, towards the host.</summary>
    public required IReadOnlyDictionary<string, (OutputPort Down, OutputPort Up)> Links { get; init; }

    /// <summary>What the ways of a stream take with nothing in the way.</summary>
    public required PathTimes PathTimes { get; init; }

    /// <summary>The decoders of each host bridge.</summary>
    public IReadOnlyDictionary<(string Host, string Bridge), HdmDecoderBlock> BridgeDecoders { get; init; } = new Dictionary<(string, string), HdmDecoderBlock>();

    /// <summary>The decoders of each virtual switch's upstream port.</summary>
    public IReadOnlyDictionary<(string Switch, string Vcs), HdmDecoderBlock> SwitchDecoders { get; init; } = new Dictionary<(string, string), HdmDecoderBlock>();

    public void Dispose()
    {
        foreach (var device in Devices.Values) device.Device.Dispose();
    }
}
