using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Management;

/// <summary>
/// Quality of service of a multi-logical device, 5403h to 5409h (CXL 3.x, "MLD Component Command Set"). What they want done is the
/// <see cref="QualityOfService"/>'s to carry out.
/// </summary>
internal sealed class QosCommands(int logicalDevices, QualityOfService quality)
{
    private const int ControlBytes = 7;
    private const int HeaderBytes = 2;
    private const byte KnownControls = 0x03;
    private const byte MeasuresCongestion = 0x01;
    private const int MostPercent = 100;
    private const int MostInterval = 15;
    private const byte WholeBandwidth = byte.MaxValue;

    // Egress port congestion in percent and intervals after reset, as the registers of the DVSEC for MLDs have them.
    private readonly byte[] _control = [0, 10, 25, 8, 0, 0, 0];
    private readonly byte[] _allocated = new byte[logicalDevices];
    private readonly byte[] _limit = [.. Enumerable.Repeat(WholeBandwidth, logicalDevices)];

    public void AddTo(CommandTable commands)
    {
        const CommandEffects Changes = CommandEffects.ImmediatePolicyChange;
        commands.Add(Opcode.GetQosControl, 0, GetControl);
        commands.Add(new CommandDescription(Opcode.SetQosControl, ControlBytes, Changes), SetControl);
        commands.Add(Opcode.GetQosStatus, 0, GetStatus);
        commands.Add(Opcode.GetQosAllocatedBandwidth, HeaderBytes, Get(_allocated));
        commands.Add(new CommandDescription(Opcode.SetQosAllocatedBandwidth, null, Changes), Set(_allocated, sumIsWhole: true, Allocate));
        commands.Add(Opcode.GetQosBandwidthLimit, HeaderBytes, Get(_limit));
        commands.Add(new CommandDescription(Opcode.SetQosBandwidthLimit, null, Changes), Set(_limit, sumIsWhole: false, Limit));
    }

    /// <summary>
    /// Get QoS Control (5403h). Input: nothing. Output: control u8, moderate and severe egress congestion in percent u8 each, sample interval u8,
    /// ReqCmpBasis u16, completion collection interval u8. Success. Source: CXL 3.x, same title.
    /// </summary>
    private MailboxReturnCode GetControl(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        _control.CopyTo(output);
        written = ControlBytes;
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Set QoS Control (5404h). Input and output: as Get QoS Control answers. Unknown control bits, more than 100 percent, moderate above severe,
    /// or a sample interval above 15: Invalid Input; otherwise Success. Source: CXL 3.x, same title.
    /// </summary>
    private MailboxReturnCode SetControl(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if ((input[0] & ~KnownControls) != 0 || input[2] > MostPercent || input[1] > input[2] || input[3] > MostInterval)
            return MailboxReturnCode.InvalidInput;
        input.CopyTo(_control);
        quality.MeasureCongestion((input[0] & MeasuresCongestion) != 0, input[1], input[2], input[3], now);
        return GetControl(input, output, now, out written);
    }

    /// <summary>
    /// Get QoS Status (5405h). Input: nothing. Output: backpressure average in percent u8: at how many of the last hundred samples requests were
    /// held up on the link; none while nobody measures it. Success. Source: CXL 3.x, same title.
    /// </summary>
    private MailboxReturnCode GetStatus(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        output[0] = (byte)quality.Congestion(now);
        written = 1;
        return MailboxReturnCode.Success;
    }

    /// <summary>
    /// Get QoS Allocated BW (5406h), Get QoS BW Limit (5408h). Input: count u8, first u8. Output: count, first, a fraction of 256 u8 for each
    /// logical device; as many as there are. A first one that is not there: Invalid Input; otherwise Success. Source: CXL 3.x, same titles.
    /// </summary>
    private static CommandHandler Get(byte[] fractions) => (ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written) =>
    {
        written = 0;
        if (input[1] >= fractions.Length) return MailboxReturnCode.InvalidInput;
        written = Write(fractions, input[1], Math.Min((int)input[0], fractions.Length - input[1]), output);
        return MailboxReturnCode.Success;
    };

    /// <summary>
    /// Set QoS Allocated BW (5407h), Set QoS BW Limit (5409h). Input: count u8, first u8, fractions u8 each. Output: the same. In this order:
    /// shorter than its header or its count: Invalid Payload Length; logical devices that are not there, or allocations that come to more than
    /// the whole bandwidth: Invalid Input; otherwise Success. Source: CXL 3.x, same titles.
    /// </summary>
    private static CommandHandler Set(byte[] fractions, bool sumIsWhole, Action<int, SimTime> changed) => (ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written) =>
    {
        written = 0;
        if (input.Length < HeaderBytes || input.Length < HeaderBytes + input[0]) return MailboxReturnCode.InvalidPayloadLength;
        var (count, first) = (input[0], input[1]);
        if (first + count > fractions.Length) return MailboxReturnCode.InvalidInput;
        var wanted = fractions.ToArray();
        input.Slice(HeaderBytes, count).CopyTo(wanted.AsSpan(first));
        if (sumIsWhole && wanted.Sum(fraction => fraction) > WholeBandwidth + 1) return MailboxReturnCode.InvalidInput;
        wanted.CopyTo(fractions, 0);
        for (var ld = first; ld < first + count; ld++) changed(ld, now);
        written = Write(fractions, first, count, output);
        return MailboxReturnCode.Success;
    };

    private void Allocate(int ldId, SimTime now) => quality.Shares.Allocate(ldId, _allocated[ldId]);

    private void Limit(int ldId, SimTime now) => quality.Limit(ldId, _limit[ldId], now);

    private static int Write(byte[] fractions, byte first, int count, Span<byte> output)
    {
        output[0] = (byte)count;
        output[1] = first;
        fractions.AsSpan(first, count).CopyTo(output[HeaderBytes..]);
        return HeaderBytes + count;
    }
}
