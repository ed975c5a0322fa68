using System.Buffers.Binary;
using CxlFabricSim.Components.Decoding;
using CxlFabricSim.Devices;
using CxlFabricSim.Simulation.Scenarios.Topology;

namespace CxlFabricSim.Simulation.Building;

/// <summary>What a host writes to the HDM decoders of a function that comes while it runs.</summary>
internal static class DecoderProgram
{
    /// <summary>Dword offsets and values, u32 each, for the function's part of every region of the host.</summary>
    public static byte[] Of(string host, FabricPath path, Type3Device device, IReadOnlyList<RegionPlan> plans)
    {
        var decoders = new HdmDecoderBlock(HdmDecoderRole.Endpoint, checksCommits: true);
        var programmer = new DecoderProgrammer(host);
        foreach (var plan in plans.Where(plan => plan.Paths.Contains(path)))
            programmer.ProgramDevice(decoders, path.Device, plan.PartStart(device, path.LdId), plan);
        var writes = decoders.ToProgram();
        var program = new byte[writes.Count * 2 * sizeof(uint)];
        for (var index = 0; index < writes.Count; index++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(program.AsSpan(index * 8), writes[index].Offset);
            BinaryPrimitives.WriteUInt32LittleEndian(program.AsSpan(index * 8 + sizeof(uint)), writes[index].Value);
        }

        return program;
    }
}
