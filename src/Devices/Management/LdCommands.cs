using System.Buffers.Binary;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Management;

/// <summary>The commands of a multi-logical device on its FM-owned logical device, 5400h to 5402h (CXL 3.x, "MLD Component Command Set").</summary>
/// <param name="device">The device.</param>
/// <param name="changed">Told of each logical device whose memory is another now.</param>
internal sealed class LdCommands(Type3Device device, Action<int> changed)
{
    private const int InfoBytes = 11;
    private const int AllocationHeaderBytes = 4;
    private const int AllocationBytes = 16;
    private const byte Granularity256MiB = 0;

    // Temporary throughput reduction is not offered: the device has no such state to go into.
    private const byte CongestionTelemetry = 1;

    public void AddTo(CommandTable commands)
    {
        const CommandEffects Changes = CommandEffects.ConfigurationChangeAfterColdReset | CommandEffects.ImmediateDataChange;
        commands.Add(Opcode.GetLdInfo, 0, GetInfo);
        commands.Add(Opcode.GetLdAllocations, 2, GetAllocations);
        commands.Add(new CommandDescription(Opcode.SetLdAllocations, null, Changes), SetAllocations);
    }

    /// <summary>
    /// Get LD Info (5400h). Input: nothing. Output: bytes of memory u64, logical devices u16, QoS capability u8 (bit 0 congestion telemetry,
    /// bit 1 throughput reduction). Success. Source: CXL 3.x, same title.
    /// </summary>
    private MailboxReturnCode GetInfo(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(output, device.VolatileBytes + device.PersistentBytes + device.Regions.TotalBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(output[8..], (ushort)device.LogicalDevices.Count);
        output[10] = CongestionTelemetry;
        written = InfoBytes;
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Get LD Allocations (5401h). Input: first u8, most u8. Output: logical devices u8, granularity u8 (0: 256 MiB), first u8, count u8, then
    /// for each two ranges u64, in that granularity: volatile and persistent. A first one that is not there: Invalid Input; otherwise
    /// Success. Source: CXL 3.x, same title.
    /// </summary>
    private MailboxReturnCode GetAllocations(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        var (first, total) = (input[0], device.LogicalDevices.Count);
        if (first >= total) return MailboxReturnCode.InvalidInput;
        var room = (output.Length - AllocationHeaderBytes) / AllocationBytes;
        var count = Math.Min(Math.Min((int)input[1], room), total - first);
        output[0] = (byte)total;
        output[1] = Granularity256MiB;
        output[2] = first;
        output[3] = (byte)count;
        written = AllocationHeaderBytes + WriteRanges(output[AllocationHeaderBytes..], first, count);
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Set LD Allocations (5402h). Input: count u8, first u8, r2, then for each two ranges u64 as in Get LD Allocations: volatile and persistent
    /// memory. Output: the same, as it is from now on. In this order: shorter than its header or its count: Invalid Payload Length; logical
    /// devices that are not there, or more capacity of a kind than the device has: Invalid Input; one that a host has, or, with dynamic
    /// capacity, one whose total would change: Invalid Input; no room in one piece beside the others: Resources Exhausted; otherwise
    /// Success, at once, and what changes reads as zero. Source: CXL 3.x, same title, which leaves to the device what it can do.
    /// </summary>
    private MailboxReturnCode SetAllocations(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (input.Length < AllocationHeaderBytes) return MailboxReturnCode.InvalidPayloadLength;
        var (count, first) = (input[0], input[1]);
        if (input.Length < AllocationHeaderBytes + count * AllocationBytes) return MailboxReturnCode.InvalidPayloadLength;
        if (first + count > device.LogicalDevices.Count) return MailboxReturnCode.InvalidInput;
        if (AllocationHeaderBytes + count * AllocationBytes > output.Length) return MailboxReturnCode.InvalidInput;
        var ranges = input[AllocationHeaderBytes..];
        Span<ulong> volatileBytes = stackalloc ulong[count];
        Span<ulong> persistentBytes = stackalloc ulong[count];
        var isThere = TryRead(ranges, volatileBytes, first, device.VolatileBytes, ld => ld.VolatileShare.Size)
            && TryRead(ranges[sizeof(ulong)..], persistentBytes, first, device.PersistentBytes, ld => ld.PersistentShare.Size);
        if (!isThere) return MailboxReturnCode.InvalidInput;
        var code = device.Reallocate(first, volatileBytes, persistentBytes);
        if (code != MailboxReturnCode.Success) return code;
        for (var index = first; index < first + count; index++) changed(index);
        input[..AllocationHeaderBytes].CopyTo(output);
        written = AllocationHeaderBytes + WriteRanges(output[AllocationHeaderBytes..], first, count);
        return MailboxReturnCode.Success;
    }

    /// <summary>The sizes of one of the two ranges in bytes; false where they and those of the other logical devices are more than there is.</summary>
    private bool TryRead(ReadOnlySpan<byte> ranges, Span<ulong> bytes, int first, ulong left, Func<LogicalDevice, ulong> sizeOf)
    {
        for (var id = 0; id < device.LogicalDevices.Count; id++)
        {
            var index = id - first;
            var isMeant = index >= 0 && index < bytes.Length;
            var units = isMeant
                ? BinaryPrimitives.ReadUInt64LittleEndian(ranges[(index * AllocationBytes)..])
                : sizeOf(device.LogicalDevices[id]) / Sizes.CapacityMultiple;
            if (units > left / Sizes.CapacityMultiple) return false;
            left -= units * Sizes.CapacityMultiple;
            if (isMeant) bytes[index] = units * Sizes.CapacityMultiple;
        }

        return true;
    }

    private int WriteRanges(Span<byte> place, int first, int count)
    {
        for (var index = 0; index < count; index++)
        {
            var ld = device.LogicalDevices[first + index];
            BinaryPrimitives.WriteUInt64LittleEndian(place[(index * AllocationBytes)..], ld.VolatileShare.Size / Sizes.CapacityMultiple);
            BinaryPrimitives.WriteUInt64LittleEndian(place[(index * AllocationBytes + sizeof(ulong))..], ld.PersistentShare.Size / Sizes.CapacityMultiple);
        }

        return count * AllocationBytes;
    }
}
