using System.Buffers.Binary;
using CxlFabricSim.Components.Events;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Media;

/// <summary>The poison commands of a host's mailbox, 4300h to 4302h (CXL 3.x, "Media and Poison Management").</summary>
internal sealed class PoisonCommands(DeviceMedia media, LogicalDevice device)
{
    private const int RangeBytes = 16;
    private const int ClearBytes = sizeof(ulong) + Sizes.Line;
    private const byte MoreRecords = 1;
    private const byte Overflowed = 2;
    private const byte ScanInProgress = 4;

    private readonly PoisonRules _rules = media.Rules;

    // What a list that was longer than an answer still has to return, to a request for the same range.
    private readonly Queue<(ulong Address, uint Lines)> _rest = new();
    private MediaRange _restOf;

    public void AddTo(CommandTable commands)
    {
        commands.Add(new CommandDescription(Opcode.GetPoisonList, RangeBytes, NeedsMedia: true), GetPoisonList);
        commands.Add(new CommandDescription(Opcode.InjectPoison, sizeof(ulong), NeedsMedia: true), InjectPoison);
        commands.Add(new CommandDescription(Opcode.ClearPoison, ClearBytes, NeedsMedia: true), ClearPoison);
    }

    /// <summary>
    /// Get Poison List (4300h). Input: DPA u64, length in lines u64. Output: flags u8 (0 more, 1 overflow, 2 scan in progress), reserved,
    /// overflow timestamp u64, count u16, 14h reserved; then the media error records that overlap the range, clipped to it, the newest
    /// first. Checks in order: DPA inside a line (Invalid Input), range beyond the capacity (Invalid Physical Address). More than an
    /// answer holds: the same request again returns the next ones; QEMU does not survive that.
    /// </summary>
    private MailboxReturnCode GetPoisonList(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        var range = ReadRange(input);
        if (!range.IsAligned) return MailboxReturnCode.InvalidInput;
        if (!_rules.RangesNotChecked && !range.IsBelow(device.CapacityBytes, _rules)) return MailboxReturnCode.InvalidPhysicalAddress;
        if (_rest.Count == 0 || range != _restOf)
        {
            _restOf = range;
            _rest.Clear();
            foreach (var poison in media.Poison.Listed)
                if (range.Overlaps(poison, _rules)) _rest.Enqueue(MediaErrorRecords.Clip(poison, range));
        }

        output[..MediaErrorRecords.HeaderBytes].Clear();
        var count = Math.Min(_rest.Count, MediaErrorRecords.RoomIn(output));
        for (var index = 0; index < count; index++) MediaErrorRecords.Write(output, index, _rest.Dequeue());
        if (_rest.Count > 0) output[0] |= MoreRecords;
        if (media.Poison.HasOverflowed) output[0] |= Overflowed;
        if (media.Scan.IsRunning) output[0] |= ScanInProgress;
        BinaryPrimitives.WriteUInt64LittleEndian(output[2..], media.Poison.OverflowTimestamp);
        BinaryPrimitives.WriteUInt16LittleEndian(output[0x0A..], (ushort)count);
        written = MediaErrorRecords.HeaderBytes + count * MediaErrorRecords.RecordBytes;
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Inject Poison (4301h). Input: DPA u64. Output: none. Checks in order: DPA inside a line (Invalid Input), beyond the capacity
    /// (Invalid Physical Address), already poisoned (Success, nothing changes), list full (Inject Poison Limit Reached). The poisoned line
    /// is listed as injected, and an event goes to the informational log.
    /// </summary>
    private MailboxReturnCode InjectPoison(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        var dpa = BinaryPrimitives.ReadUInt64LittleEndian(input);
        var line = new MediaRange(dpa, 1);
        if (!_rules.RangesNotChecked)
        {
            if (!line.IsAligned) return MailboxReturnCode.InvalidInput;
            if (!line.IsBelow(device.CapacityBytes, _rules)) return MailboxReturnCode.InvalidPhysicalAddress;
        }

        var isPoisoned = _rules.RangesNotChecked ? media.Poison.ListsLine(dpa) : media.Poison.IsPoisoned(new Dpa(dpa), Sizes.Line);
        if (isPoisoned || media.IsListFrozen) return MailboxReturnCode.Success;
        if (media.Poison.IsFull) return MailboxReturnCode.InjectPoisonLimitReached;
        media.AddPoison(new PoisonRange(new Dpa(dpa), Sizes.Line, PoisonSource.Injected), MediaTransaction.HostInjectPoison, EventLogKind.Informational, now);
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Clear Poison (4302h). Input: DPA u64, 64 bytes to write in its place. Output: none. Checks in order: DPA inside a line (Invalid
    /// Input; QEMU takes it), line beyond the capacity (Invalid Physical Address). A line without poison is written all the same; one of
    /// dynamic capacity that this host has not accepted is not written.
    /// </summary>
    private MailboxReturnCode ClearPoison(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        var dpa = BinaryPrimitives.ReadUInt64LittleEndian(input);
        var line = new MediaRange(dpa, 1);
        if (!_rules.RangesNotChecked && !line.IsAligned) return MailboxReturnCode.InvalidInput;
        if (!line.IsBelow(device.CapacityBytes, _rules)) return MailboxReturnCode.InvalidPhysicalAddress;

        // Without dynamic capacity QEMU does not survive an address that wraps: such a device answers as the specification says.
        if (unchecked(dpa + Sizes.Line) < dpa && !device.HasDynamicCapacity) return MailboxReturnCode.InvalidPhysicalAddress;
        if (dpa < device.CapacityBytes && !device.TryOverwrite(new Dpa(dpa), input[sizeof(ulong)..])) return MailboxReturnCode.PermanentMediaFailure;
        if (!media.IsListFrozen) media.ClearPoisonOfLine(dpa, now);
        return MailboxReturnCode.Success;
    }

    internal static MediaRange ReadRange(ReadOnlySpan<byte> input) =>
        new(BinaryPrimitives.ReadUInt64LittleEndian(input), BinaryPrimitives.ReadUInt64LittleEndian(input[sizeof(ulong)..]));
}
