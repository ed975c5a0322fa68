using System.Buffers.Binary;
using System.Text;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Identity;

/// <summary>What a device is and how its static capacity is divided: 4000h, 4100h and 4101h (CXL 3.x, "Identify", "Capacity Configuration").</summary>
/// <param name="identity">What the vendor says of the device.</param>
/// <param name="partitions">The division of the static capacity.</param>
/// <param name="changeSides">Told of DPAs that change sides, at once.</param>
internal sealed class IdentityCommands(DeviceIdentity identity, StaticPartitions partitions, Action<ulong, ulong> changeSides)
{
    private const int IdentifyBytes = 0x45;
    private const int PartitionInfoBytes = 0x20;
    private const int SetPartitionBytes = 9;
    private const byte Immediate = 1;

    public void AddTo(CommandTable commands)
    {
        const CommandEffects Repartition = CommandEffects.ConfigurationChangeAfterColdReset
            | CommandEffects.ImmediateConfigurationChange | CommandEffects.ImmediateDataChange;
        commands.Add(Opcode.IdentifyMemoryDevice, 0, Identify);
        commands.Add(new CommandDescription(Opcode.GetPartitionInfo, 0, NeedsMedia: true), GetPartitionInfo);
        if (partitions.AlignmentBytes == 0) return;
        commands.Add(new CommandDescription(Opcode.SetPartitionInfo, SetPartitionBytes, Repartition, NeedsMedia: true), SetPartitionInfo);
    }

    /// <summary>
    /// Identify Memory Device (4000h). Input: nothing. Output, 45h bytes: firmware revision 10h; total, volatile only and persistent only
    /// capacity and partition alignment u64 each in 256 MiB; depths of the four event logs u16 each, 0 where it is not told; label storage
    /// bytes u32; poison list entries u24; inject poison limit u16; poison capabilities u8; QoS u8; dynamic capacity log depth u16.
    /// Internal Error when a size is no multiple of 256 MiB, as in QEMU; otherwise Success. Source: CXL 3.x, "Identify Memory Device".
    /// </summary>
    private MailboxReturnCode Identify(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (partitions.HasOddSize) return MailboxReturnCode.InternalError;
        var isFixed = partitions.AlignmentBytes == 0;
        output[..IdentifyBytes].Clear();
        Encoding.ASCII.GetBytes(identity.FirmwareRevision(), output[..0x10]);
        WriteCapacity(output[0x10..], partitions.TotalBytes);
        WriteCapacity(output[0x18..], isFixed ? partitions.VolatileBytes : 0);
        WriteCapacity(output[0x20..], isFixed ? partitions.PersistentBytes : 0);
        WriteCapacity(output[0x28..], partitions.AlignmentBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(output[0x38..], identity.LabelStorageBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(output[0x3C..], (ushort)identity.PoisonListEntries);
        BinaryPrimitives.WriteUInt16LittleEndian(output[0x43..], (ushort)identity.DynamicCapacityLogDepth);
        written = IdentifyBytes;
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Get Partition Info (4100h). Input: nothing. Output: active volatile, active persistent, next volatile, next persistent capacity u64
    /// each in 256 MiB; both next ones zero while nothing is to change. Internal Error as for Identify; otherwise Success. Source: CXL 3.x,
    /// "Get Partition Info".
    /// </summary>
    private MailboxReturnCode GetPartitionInfo(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (partitions.HasOddSize) return MailboxReturnCode.InternalError;
        output[..PartitionInfoBytes].Clear();
        WriteCapacity(output, partitions.VolatileBytes);
        WriteCapacity(output[0x08..], partitions.PersistentBytes);
        if (partitions.NextVolatileBytes is { } next)
        {
            WriteCapacity(output[0x10..], next);
            WriteCapacity(output[0x18..], partitions.TotalBytes - next);
        }

        written = PartitionInfoBytes;
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Set Partition Info (4101h). Input: volatile capacity u64 in 256 MiB, flags u8 (bit 0 immediate; otherwise at the next cold reset).
    /// Output: nothing. A capacity that the device does not have, or not aligned: Invalid Input; otherwise Success. What changes sides is
    /// cleared. Source: CXL 3.x, "Set Partition Info"; that nobody uses the capacity is the host's to see to.
    /// </summary>
    private MailboxReturnCode SetPartitionInfo(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        var units = BinaryPrimitives.ReadUInt64LittleEndian(input);
        if (units > partitions.TotalBytes / Sizes.CapacityMultiple) return MailboxReturnCode.InvalidInput;
        var volatileBytes = units * Sizes.CapacityMultiple;
        if (!partitions.CanHave(volatileBytes)) return MailboxReturnCode.InvalidInput;
        if ((input[sizeof(ulong)] & Immediate) == 0)
        {
            partitions.Stage(volatileBytes);
            return MailboxReturnCode.Success;
        }

        var (start, length) = partitions.Divide(volatileBytes);
        changeSides(start, length);
        return MailboxReturnCode.Success;
    }

    private static void WriteCapacity(Span<byte> place, ulong bytes) =>
        BinaryPrimitives.WriteUInt64LittleEndian(place, bytes / Sizes.CapacityMultiple);
}
