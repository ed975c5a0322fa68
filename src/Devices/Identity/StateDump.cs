using System.Buffers.Binary;

namespace CxlFabricSim.Devices.Identity;

/// <summary>The dump in the Component State Dump Log: counters of the logical device, u64 each.</summary>
internal static class StateDump
{
    public static byte[] Of(LogicalDevice device)
    {
        ReadOnlySpan<long> counters =
        [
            device.Reads, device.Writes, device.NotDecoded, device.CapacityNotOwned, device.OutsideDevice, device.MediaErrors,
            device.Events.RecordsLogged, device.Events.RecordsLost,
        ];
        var dump = new byte[counters.Length * sizeof(long)];
        for (var index = 0; index < counters.Length; index++)
            BinaryPrimitives.WriteInt64LittleEndian(dump.AsSpan(index * sizeof(long)), counters[index]);
        return dump;
    }
}
