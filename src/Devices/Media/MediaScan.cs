using System.Buffers.Binary;
using CxlFabricSim.Components.Events;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Media;

/// <summary>
/// Scanning the media for poison, 4303h to 4305h (CXL 3.x, "Get Scan Media Capabilities", "Scan Media", "Get Scan Media Results"): a
/// background operation over a range of the static capacity.
/// </summary>
internal sealed class MediaScan(DeviceMedia media, LogicalDevice device)
{
    private const int RangeBytes = 16;
    private const int ScanBytes = 17;
    private const byte MoreRecords = 1;
    private const byte NoEventLog = 1;
    private const long MicrosecondsPerMillisecond = 1000;

    private readonly PoisonRules _rules = media.Rules;
    private readonly Queue<(ulong Address, uint Lines)> _results = new();
    private BackgroundOperation? _background;
    private bool _hasRun;

    /// <summary>A scan is under way.</summary>
    public bool IsRunning => _background is { IsRunning: true, LastOpcode: Opcode.ScanMedia };

    public void AddTo(CommandTable commands)
    {
        _background = commands.Background;
        commands.Add(Opcode.GetScanMediaCapabilities, RangeBytes, GetCapabilities);
        commands.Add(
            new CommandDescription(
                Opcode.ScanMedia, ScanBytes, CommandEffects.BackgroundOperation | CommandEffects.RequestAbortSupported, NeedsMedia: true),
            Start);
        commands.Add(Opcode.GetScanMediaResults, 0, GetResults);
    }

    public void Reset()
    {
        _hasRun = false;
        _results.Clear();
    }

    /// <summary>
    /// Get Scan Media Capabilities (4303h). Input: DPA u64, length in lines u64. Output: the time that a scan would take in ms, u32.
    /// Checks in order: DPA inside a line (Invalid Input), range beyond the static capacity (Invalid Physical Address).
    /// </summary>
    private MailboxReturnCode GetCapabilities(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        var range = PoisonCommands.ReadRange(input);
        var code = Check(range);
        if (code != MailboxReturnCode.Success) return code;
        BinaryPrimitives.WriteUInt32LittleEndian(output, MillisecondsFor(range));
        written = sizeof(uint);
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Scan Media (4304h). Input: DPA u64, length in lines u64, flags u8 (0 no event log). Output: none. Checks as 4303h. Returns
    /// Background Command Started; the scan finds the poison of its range, listed or not, when it ends.
    /// </summary>
    private MailboxReturnCode Start(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        var range = PoisonCommands.ReadRange(input);
        var code = Check(range);
        if (code != MailboxReturnCode.Success) return code;
        var logs = (input[RangeBytes] & NoEventLog) == 0;
        _results.Clear();
        if (_rules.ScanReturnsOverflowOnly) TakeOverflow(range);
        var duration = SimTime.FromMicroseconds(MillisecondsFor(range) * MicrosecondsPerMillisecond);
        _background!.Start(Opcode.ScanMedia, duration, now, isAbortable: true, end => Complete(range, logs, end));
        return MailboxReturnCode.BackgroundCommandStarted;
    }

    /// <summary>
    /// Get Scan Media Results (4305h). Input: none. Output: restart DPA u64 and length u64 (zero: the scan was complete), flags u8 (0
    /// more), reserved, count u16, 0Ch reserved; then media error records, each returned once. Checks: no scan has ended yet
    /// (Unsupported).
    /// </summary>
    private MailboxReturnCode GetResults(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (!_hasRun) return MailboxReturnCode.Unsupported;
        output[..MediaErrorRecords.HeaderBytes].Clear();
        var count = Math.Min(_results.Count, MediaErrorRecords.RoomIn(output));
        for (var index = 0; index < count; index++) MediaErrorRecords.Write(output, index, _results.Dequeue());
        if (_results.Count > 0) output[0x10] |= MoreRecords;
        BinaryPrimitives.WriteUInt16LittleEndian(output[0x12..], (ushort)count);
        written = MediaErrorRecords.HeaderBytes + count * MediaErrorRecords.RecordBytes;
        return MailboxReturnCode.Success;
    }

    private MailboxReturnCode Check(MediaRange range)
    {
        if (!range.IsAligned) return MailboxReturnCode.InvalidInput;
        return range.IsBelow(device.StaticBytes, _rules) ? MailboxReturnCode.Success : MailboxReturnCode.InvalidPhysicalAddress;
    }

    private uint MillisecondsFor(MediaRange range)
    {
        const long PicosecondsPerMillisecond = 1_000_000_000;
        var milliseconds = (UInt128)(range.Length / Sizes.Line) * (ulong)_rules.ScanTimePerLine.Picoseconds / PicosecondsPerMillisecond;
        return (uint)UInt128.Clamp(milliseconds, 1, uint.MaxValue);
    }

    private void TakeOverflow(MediaRange range)
    {
        if (media.Poison.HasOverflowed) media.Poison.ForgetListed();
        var found = media.Poison.TakeUnlisted(range.First, range.Last, forgetsRest: true);
        media.PoisonChanged();

        // The oldest first, whole, and without their source.
        for (var index = found.Count - 1; index >= 0; index--)
        {
            var whole = new MediaRange(0, ulong.MaxValue / Sizes.Line);
            _results.Enqueue(MediaErrorRecords.Clip(found[index] with { Source = PoisonSource.Unknown }, whole));
        }
    }

    private void Complete(MediaRange range, bool logs, SimTime now)
    {
        _hasRun = true;
        var poison = media.Poison;
        if (_rules.ScanReturnsOverflowOnly)
        {
            if (poison.HasOverflowed && poison.Listed.Count() == _results.Count) poison.EndOverflow();
            return;
        }

        foreach (var found in poison.Listed.Concat(poison.Unlisted))
        {
            if (!range.Overlaps(found, _rules)) continue;
            _results.Enqueue(MediaErrorRecords.Clip(found, range));
            if (logs) media.LogPoison(found, MediaTransaction.HostScanMedia, EventLogKind.Failure, MediaEventDescriptor.Uncorrectable, now);
        }

        poison.TakeUnlisted(range.First, range.Last, forgetsRest: false);
        if (!poison.Unlisted.Any()) poison.EndOverflow();
        media.PoisonChanged();
    }
}
