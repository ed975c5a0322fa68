using System.Buffers.Binary;
using CxlFabricSim.Components.Events;
using CxlFabricSim.Components.Features;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Media;

/// <summary>Perform Maintenance, 0600h (CXL 3.2, "Perform Maintenance"): repairs that change nothing here but what they report.</summary>
/// <param name="requests">The places that wait for a repair.</param>
/// <param name="features">A repair makes a record only where its feature asks for it.</param>
/// <param name="capacity">No DPA is beyond it; null where any will do.</param>
/// <param name="report">Logs what was or could be spared.</param>
internal sealed class MaintenanceCommands(
    MaintenanceRequests requests, FeatureSet features, Func<ulong?> capacity, Action<MemorySparingEvent, SimTime> report)
{
    private const int HeaderBytes = 2;
    private const int RepairBytes = 14;
    private const int SparingBytes = 16;
    private const int Repairs = 2;
    private const int Sparings = 4;
    private const byte QueryResources = 1 << 0;
    private const byte SubChannelIsValid = 1 << 2;
    private const byte NibbleMaskIsValid = 1 << 3;
    private const ushort ResourcesWhenAsked = 1;
    private const ushort ResourcesAfterRepair = 2;

    private enum MaintenanceClass : byte
    {
        None = 0,
        PostPackageRepair = 1,
        MemorySparing = 2,
    }

    public void AddTo(CommandTable commands)
    {
        const CommandEffects Effects = CommandEffects.BackgroundOperation | CommandEffects.ImmediateLogChange
            | CommandEffects.ImmediateDataChange | CommandEffects.ImmediateConfigurationChange;
        commands.Add(new CommandDescription(Opcode.PerformMaintenance, null, Effects), Perform);
    }

    /// <summary>
    /// Perform Maintenance (0600h). Input: class u8, subclass u8; class 1 (repair; subclass 0 soft, 1 hard): flags u8 (bit 0 only ask), DPA u64,
    /// nibble mask u24; class 2 (sparing; 0 cacheline, 1 row, 2 bank, 3 rank): flags u8 (bit 0 only ask, 1 hard, 2 sub-channel valid,
    /// 3 nibble mask valid), channel u8, rank u8, nibble mask u24, bank group u8, bank u8, row u24, column u16, sub-channel u8. Output:
    /// nothing; done at once. Checks, in order: shorter than the class needs: Invalid Payload Length; another class: Invalid Input; a
    /// repair that only asks: Success; another subclass: Invalid Input; a DPA beyond the device: Invalid Physical Address; otherwise
    /// Success. A repair at a place that an event reported, and a sparing that only asks, leave a Memory Sparing Event Record. Source: CXL
    /// 3.2, "Perform Maintenance"; order and records are QEMU's, but not its end at an input that is too short.
    /// </summary>
    private MailboxReturnCode Perform(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (input.Length < HeaderBytes) return MailboxReturnCode.InvalidPayloadLength;
        return (MaintenanceClass)input[0] switch
        {
            MaintenanceClass.None => MailboxReturnCode.Success,
            MaintenanceClass.PostPackageRepair => Repair(input, now),
            MaintenanceClass.MemorySparing => Spare(input, now),
            _ => MailboxReturnCode.InvalidInput,
        };
    }

    private MailboxReturnCode Repair(ReadOnlySpan<byte> input, SimTime now)
    {
        if (input.Length < RepairBytes) return MailboxReturnCode.InvalidPayloadLength;
        if ((input[2] & QueryResources) != 0) return MailboxReturnCode.Success;
        if (input[1] >= Repairs) return MailboxReturnCode.InvalidInput;
        var dpa = new Dpa(BinaryPrimitives.ReadUInt64LittleEndian(input[3..]));
        if (dpa.Value >= capacity()) return MailboxReturnCode.InvalidPhysicalAddress;
        if (requests.TryConsume(dpa, out var cause) && MakesRecords()) report(SparedPlaceOf(cause!), now);
        return MailboxReturnCode.Success;
    }

    /// <summary>Bit 0 of the soft repair's own mode, the last byte of the feature; QEMU asks it for hard repairs too.</summary>
    private bool MakesRecords() => (features.ValueOf(MemoryFeatures.SoftRepair)[^1] & 1) != 0;

    private static MemorySparingEvent SparedPlaceOf(MediaEvent cause)
    {
        const byte CachelineSparing = 0;
        var spared = new MemorySparingEvent
        {
            Subclass = CachelineSparing,
            ResourcesAvailable = ResourcesAfterRepair,
            Channel = cause.Channel,
            Rank = cause.Rank,
            ComponentId = cause.ComponentId,
            IsComponentIdPldm = cause.IsComponentIdPldm,
        };
        return cause is not DramEvent dram ? spared : spared with
        {
            NibbleMask = dram.NibbleMask,
            BankGroup = dram.BankGroup,
            Bank = dram.Bank,
            Row = dram.Row,
            Column = dram.Column,
            SubChannel = dram.SubChannel,
        };
    }

    private MailboxReturnCode Spare(ReadOnlySpan<byte> input, SimTime now)
    {
        if (input.Length < SparingBytes) return MailboxReturnCode.InvalidPayloadLength;
        var isQuery = (input[2] & QueryResources) != 0;
        if (isQuery) report(AskedPlaceOf(input[1], input[2..]), now);
        return isQuery || input[1] < Sparings ? MailboxReturnCode.Success : MailboxReturnCode.InvalidInput;
    }

    private static MemorySparingEvent AskedPlaceOf(byte subclass, ReadOnlySpan<byte> place)
    {
        var hasNibbleMask = (place[0] & NibbleMaskIsValid) != 0;
        var hasSubChannel = (place[0] & SubChannelIsValid) != 0;
        return new MemorySparingEvent
        {
            Subclass = subclass,
            Flags = MemorySparingEvent.QueryOfResources,
            ResourcesAvailable = ResourcesWhenAsked,
            Channel = place[1],
            Rank = place[2],

            // Marked as valid also where it was not given, as in QEMU.
            NibbleMask = hasNibbleMask ? Read24(place[3..]) : 0,
            BankGroup = place[6],
            Bank = place[7],
            Row = Read24(place[8..]),
            Column = BinaryPrimitives.ReadUInt16LittleEndian(place[11..]),
            SubChannel = hasSubChannel ? place[13] : null,
        };
    }

    private static uint Read24(ReadOnlySpan<byte> place) => BinaryPrimitives.ReadUInt16LittleEndian(place) | (uint)place[2] << 16;
}
