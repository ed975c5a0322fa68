using System.Buffers.Binary;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Management;

/// <summary>The commands of a multi-logical device on its FM-owned logical device, 5400h to 5402h (CXL 3.x, "MLD Component Command Set").</summary>
internal sealed class LdCommands(Type3Device device)
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
        var staticBytes = device.LogicalDevices.Aggregate(0UL, (sum, ld) => sum + ld.StaticBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(output, staticBytes + device.Regions.TotalBytes);
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
    /// Set LD Allocations (5402h). Input: count u8, first u8, r2, then for each two ranges u64 as in Get LD Allocations. Output: the same, as it
    /// is from now on. In this order: shorter than its header or its count: Invalid Payload Length; logical devices that are not there, or
    /// more capacity than there is: Invalid Input; otherwise Success. The device cuts its memory in equal parts and keeps to them, so what
    /// it answers is what it has, as the specification allows. Source: CXL 3.x, same title.
    /// </summary>
    private MailboxReturnCode SetAllocations(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (input.Length < AllocationHeaderBytes) return MailboxReturnCode.InvalidPayloadLength;
        var (count, first) = (input[0], input[1]);
        if (input.Length < AllocationHeaderBytes + count * AllocationBytes) return MailboxReturnCode.InvalidPayloadLength;
        if (first + count > device.LogicalDevices.Count) return MailboxReturnCode.InvalidInput;
        if (AllocationHeaderBytes + count * AllocationBytes > output.Length) return MailboxReturnCode.InvalidInput;
        if (AsksForMore(input[AllocationHeaderBytes..], count)) return MailboxReturnCode.InvalidInput;
        input[..AllocationHeaderBytes].CopyTo(output);
        written = AllocationHeaderBytes + WriteRanges(output[AllocationHeaderBytes..], first, count);
        return MailboxReturnCode.Success;
    }

    private bool AsksForMore(ReadOnlySpan<byte> ranges, int count)
    {
        UInt128 asked = 0;
        for (var index = 0; index < 2 * count; index++) asked += BinaryPrimitives.ReadUInt64LittleEndian(ranges[(index * sizeof(ulong))..]);
        var there = device.LogicalDevices.Aggregate(0UL, (sum, ld) => sum + ld.StaticBytes);
        return asked > there / Sizes.CapacityMultiple;
    }

    private int WriteRanges(Span<byte> place, int first, int count)
    {
        for (var index = 0; index < count; index++)
        {
            var ld = device.LogicalDevices[first + index];
            BinaryPrimitives.WriteUInt64LittleEndian(place[(index * AllocationBytes)..], ld.VolatileBytes / Sizes.CapacityMultiple);
            BinaryPrimitives.WriteUInt64LittleEndian(place[(index * AllocationBytes + sizeof(ulong))..], ld.PersistentBytes / Sizes.CapacityMultiple);
        }

        return count * AllocationBytes;
    }
}
