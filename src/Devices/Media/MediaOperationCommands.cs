using System.Buffers.Binary;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Media;

/// <summary>Media Operations, 4402h (CXL 3.2, "Media Operations"): ranges of DPA are sanitised or zeroed while all else is in use.</summary>
/// <param name="sanitizeFill">What a sanitised byte reads as.</param>
/// <param name="isLocked">Whether the persistent memory is locked.</param>
/// <param name="isReachable">Whether the host may change a range: inside the device, and accepted where it is dynamic.</param>
/// <param name="fill">Fills a range with a byte.</param>
internal sealed class MediaOperationCommands(
    byte sanitizeFill, Func<bool> isLocked, Func<ulong, ulong, bool> isReachable, Action<ulong, ulong, byte> fill)
{
    private const int HeaderBytes = 8;
    private const int DiscoveryBytes = 12;
    private const int RangeBytes = 16;
    private const byte GeneralClass = 0;
    private const byte SanitizeClass = 1;
    private const byte Discovery = 0;
    private const byte SanitizeSubclass = 0;
    private const byte ZeroSubclass = 1;

    private CommandTable? _commands;

    // Class and subclass of the operations beyond Discovery.
    private static ReadOnlySpan<byte> Operations => [SanitizeClass, SanitizeSubclass, SanitizeClass, ZeroSubclass];

    private static int OperationCount => Operations.Length / 2;

    public void AddTo(CommandTable commands)
    {
        const CommandEffects Effects = CommandEffects.BackgroundOperation | CommandEffects.ImmediateDataChange;
        _commands = commands;
        commands.Add(new CommandDescription(Opcode.MediaOperations, null, Effects, NeedsMedia: true), Operate);
    }

    /// <summary>
    /// Media Operations (4402h). Input: class u8, subclass u8, 2 reserved, range count u32; discovery (0, 0): first index u16, count u16;
    /// sanitize (1, 0) and zero (1, 1): ranges of start u64 and length u64. Output of discovery: granularity u64 (64), operations
    /// u16, returned u16, class and subclass u8 each; the others run in the background. Checks, in order: shorter than 8: Invalid Payload
    /// Length; another class or subclass: Unsupported; discovery shorter than 12: Invalid Payload Length; with ranges, or a first index
    /// beyond the last: Invalid Input; no ranges: Success; the list is cut short: Invalid Payload Length; locked: Invalid Security State; a
    /// range not of whole lines, empty, beyond the device or not accepted: Invalid Input. Source: CXL 3.2, "Media Operations"; order and
    /// durations are QEMU's.
    /// </summary>
    private MailboxReturnCode Operate(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if (input.Length < HeaderBytes) return MailboxReturnCode.InvalidPayloadLength;
        return (input[0], input[1]) switch
        {
            (GeneralClass, Discovery) => Discover(input, output, out written),
            (SanitizeClass, SanitizeSubclass) => Start(input, sanitizeFill, now),
            (SanitizeClass, ZeroSubclass) => Start(input, 0, now),
            _ => MailboxReturnCode.Unsupported,
        };
    }

    private static MailboxReturnCode Discover(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        written = 0;
        if (input.Length < DiscoveryBytes) return MailboxReturnCode.InvalidPayloadLength;
        int start = BinaryPrimitives.ReadUInt16LittleEndian(input[8..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(input[10..]);
        if (RangeCount(input) != 0 || start >= OperationCount) return MailboxReturnCode.InvalidInput;
        count = Math.Min(count, OperationCount - start);
        BinaryPrimitives.WriteUInt64LittleEndian(output, Sizes.Line);
        BinaryPrimitives.WriteUInt16LittleEndian(output[8..], (ushort)OperationCount);
        BinaryPrimitives.WriteUInt16LittleEndian(output[10..], (ushort)count);
        Operations.Slice(start * 2, count * 2).CopyTo(output[DiscoveryBytes..]);
        written = DiscoveryBytes + count * 2;
        return MailboxReturnCode.Success;
    }

    private MailboxReturnCode Start(ReadOnlySpan<byte> input, byte value, SimTime now)
    {
        var count = RangeCount(input);
        if (count == 0) return MailboxReturnCode.Success;
        if ((ulong)(input.Length - HeaderBytes) < (ulong)count * RangeBytes) return MailboxReturnCode.InvalidPayloadLength;
        if (isLocked()) return MailboxReturnCode.InvalidSecurityState;
        var ranges = new (ulong Start, ulong Length)[count];
        var total = 0UL;
        for (var index = 0; index < ranges.Length; index++)
        {
            var range = input[(HeaderBytes + index * RangeBytes)..];
            var (start, length) = (BinaryPrimitives.ReadUInt64LittleEndian(range), BinaryPrimitives.ReadUInt64LittleEndian(range[8..]));
            if ((start | length) % Sizes.Line != 0 || length == 0 || !isReachable(start, length)) return MailboxReturnCode.InvalidInput;
            ranges[index] = (start, length);
            total += length;
        }

        _commands!.Background.Start(Opcode.MediaOperations, SanitizeDuration.Of(total), now, isAbortable: false, _ =>
        {
            foreach (var (start, length) in ranges)
                if (isReachable(start, length)) fill(start, length, value);
        });
        return MailboxReturnCode.BackgroundCommandStarted;
    }

    private static uint RangeCount(ReadOnlySpan<byte> input) => BinaryPrimitives.ReadUInt32LittleEndian(input[4..]);
}
