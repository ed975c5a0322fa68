using System.Text.Json;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Devices;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Where a step of a vector is replayed: what departures may ask, and do to follow the recorded device.</summary>
internal sealed class ReplayScene(JsonElement vector, VectorTopology topology, Func<SimTime> now)
{
    private readonly byte[] _output = new byte[CommandTable.PayloadBytes];

    public JsonElement Vector => vector;

    public VectorTopology Topology => topology;

    public SimTime Now => now();

    /// <summary>The device whose mailbox commands go to; vectors with several name it in each step.</summary>
    public Type3Device Device => topology.Devices[0];

    public LogicalDevice LogicalDevice => Device.LogicalDevices[0];

    /// <summary>Volatile, persistent and dynamic capacity, as the vector lists them.</summary>
    public ulong CapacityBytes => LogicalDevice.VolatileBytes + LogicalDevice.PersistentBytes + Device.Regions.TotalBytes;

    public bool HasDynamicCapacity => Device.Regions.Count > 0;

    public Answer Execute(int opcode, params byte[] input)
    {
        var code = Device.Execute(0, (Opcode)opcode, input, _output, Now, out var written);
        return new Answer((int)code, _output[..written]);
    }
}
